import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { authoringRoutePaths } from '../paths.ts';
import { formRoutePaths } from '../form-paths.ts';
import { createWorkForms } from '../work-form.ts';
import { getElement, postElement } from './form-element.page.tsx';
import { type FormDeps } from './form-frame.tsx';
import { getOverview, postOverview } from './form-overview.page.tsx';
import { getFormPage, postFormPage } from './form-page.page.tsx';
import { getPrefill, postPrefill } from './form-prefill.page.tsx';
import { type AuthoringDeps, providerAccess } from './staff.ts';
import { getTestRuns, postTestRuns } from './test-runs.page.tsx';
import { getTestData, getTestView } from './test-view.page.tsx';

type Handler = (ctx: RequestContext, deps: FormDeps) => Promise<Reply>;

const someWork = { work: '00000000-0000-4000-8000-000000000000' };

/** Pages of the editor and of the test runs. */
export function formRoutes(authoring: AuthoringDeps): readonly Route[] {
  const deps: FormDeps = { ...authoring, forms: createWorkForms(authoring.catalogue) };
  const read = (path: string, name: string, handle: Handler, example: Record<string, string> = {}): Route => ({
    ...providerAccess,
    method: 'GET',
    path,
    name: `authoring.${name}`,
    rate: 'page',
    example: { ...someWork, ...example },
    handle: (ctx) => handle(ctx, deps),
  });
  const write = (path: string, name: string, handle: Handler): Route => ({
    ...providerAccess,
    method: 'POST',
    path,
    name: `authoring.${name}`,
    rate: 'write',
    handle: (ctx) => handle(ctx, deps),
  });
  return [
    read(authoringRoutePaths.form, 'form', getOverview),
    write(authoringRoutePaths.form, 'form-save', postOverview),
    read(formRoutePaths.page, 'form-page', getFormPage, { page: 'allgemein' }),
    write(formRoutePaths.page, 'form-page-save', postFormPage),
    read(formRoutePaths.element, 'form-element', getElement, { element: '0' }),
    write(formRoutePaths.element, 'form-element-save', postElement),
    read(formRoutePaths.prefill, 'form-prefill', getPrefill),
    write(formRoutePaths.prefill, 'form-prefill-save', postPrefill),
    read(authoringRoutePaths.testRuns, 'test-runs', getTestRuns),
    write(authoringRoutePaths.testRuns, 'test-runs-act', postTestRuns),
    read(formRoutePaths.testView, 'test-view', getTestView),
    read(formRoutePaths.testData, 'test-data', getTestData),
  ];
}
