import { type Route } from '#kernel/http';
import {
  type ApplicationDeps,
  getApplication,
  getRemoveApplication,
  getSummary,
  postRemoveApplication,
} from './pages/application.page.tsx';
import { type CheckDeps, getCheck, postSend } from './pages/check.page.tsx';
import { getRemove, getResume, postRemove, postStart } from './pages/draft.page.tsx';
import { getPage, getUpload, postPage } from './pages/form.page.tsx';
import { formsPaths, formsRoutes as at, pageIdOf } from './paths.ts';

const base = { surface: 'page', access: { kind: 'person' } } as const;
const read = { ...base, method: 'GET', rate: 'page' } as const;
const write = { ...base, method: 'POST', rate: 'write' } as const;
const someId = '00000000-0000-4000-8000-000000000000';
const draft = { draft: someId };
const application = { application: someId };

/** All files of one request together; a single file has the limit of its field. */
const maxUploadBytes = 100 * 1024 * 1024;

/**
 * Addresses that only take what is sent: after a sign-in, a change of language or a reload the browser asks for them, and
 * then the page they belong to is meant.
 */
const waysBack: readonly Route[] = [
  {
    ...read,
    path: at.start,
    name: 'forms.start-back',
    example: { town: 'xanten', service: 'hundesteuer-anmelden' },
    handle: async ({ params }) => ({ kind: 'redirect', to: `/${params['town'] ?? ''}/${params['service'] ?? ''}` }),
  },
  {
    ...read,
    path: at.send,
    name: 'forms.send-back',
    example: draft,
    handle: async ({ params }) => ({ kind: 'redirect', to: formsPaths.check(params['draft'] ?? '') }),
  },
  {
    ...read,
    path: at.pageFiles,
    name: 'forms.page-files-back',
    example: { ...draft, page: 'halter' },
    handle: async ({ params }) => ({
      kind: 'redirect',
      to: formsPaths.page(params['draft'] ?? '', pageIdOf(params['page'] ?? '')),
    }),
  },
];

export function formsRouteList(parts: CheckDeps & ApplicationDeps): readonly Route[] {
  return [
    { ...write, path: at.start, name: 'forms.start', handle: (ctx) => postStart(ctx, parts) },
    { ...read, path: at.resume, name: 'forms.resume', example: draft, handle: (ctx) => getResume(ctx, parts) },
    { ...read, path: at.check, name: 'forms.check', example: draft, handle: (ctx) => getCheck(ctx, parts) },
    { ...write, path: at.send, name: 'forms.send', handle: (ctx) => postSend(ctx, parts) },
    ...waysBack,
    { ...read, path: at.remove, name: 'forms.remove', example: draft, handle: (ctx) => getRemove(ctx, parts) },
    { ...write, path: at.remove, name: 'forms.remove-act', handle: (ctx) => postRemove(ctx, parts) },
    {
      ...read,
      path: at.upload,
      name: 'forms.upload',
      example: { ...draft, upload: someId },
      handle: (ctx) => getUpload(ctx, parts),
    },
    {
      ...read,
      path: at.page,
      name: 'forms.page',
      example: { ...draft, page: 'halter' },
      handle: (ctx) => getPage(ctx, parts),
    },
    { ...write, path: at.page, name: 'forms.page-save', handle: (ctx) => postPage(ctx, parts, false) },
    {
      ...write,
      path: at.pageFiles,
      name: 'forms.page-save-files',
      rate: 'upload',
      body: 'multipart',
      maxBodyBytes: maxUploadBytes,
      handle: (ctx) => postPage(ctx, parts, true),
    },
    {
      ...read,
      path: at.application,
      name: 'forms.application',
      example: application,
      handle: (ctx) => getApplication(ctx, parts),
    },
    { ...read, path: at.summary, name: 'forms.summary', example: application, handle: (ctx) => getSummary(ctx, parts) },
    {
      ...read,
      path: at.removeApplication,
      name: 'forms.application-remove',
      example: application,
      handle: (ctx) => getRemoveApplication(ctx, parts),
    },
    {
      ...write,
      path: at.removeApplication,
      name: 'forms.application-remove-act',
      handle: (ctx) => postRemoveApplication(ctx, parts),
    },
  ];
}
