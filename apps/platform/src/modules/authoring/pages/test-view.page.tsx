import { toFimJson, toXmlInstance } from '@verbund/xdatenfelder';
import { type VNode } from 'preact';
import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext } from '#kernel/http';
import { checkData } from '#modules/catalogue';
import { LinkButton, Page } from '#ui';
import { makeSample } from '../domain/generate-tests.ts';
import { deliver, runTest } from '../domain/run-test.ts';
import { fromManifestTest, type TestCase } from '../domain/test-case.ts';
import { readSample } from '../domain/test-plan.ts';
import { formPaths, sampleQuery } from '../form-paths.ts';
import { testsTexts, type TestsTexts } from '../texts/tests.ts';
import { Beside, type FormDeps, layerField, layerOf, openWork, type OpenWork, Preview } from './form-frame.tsx';
import { workCrumbs } from './staff.ts';
import { Findings, Result, settingNow } from './test-parts.tsx';

interface Wanted {
  test: TestCase;
  /** Names it in addresses. */
  query: string;
  name: string;
}

/** A sample by its seed or a kept test by its name; null when the address names neither. */
function wantedTest(ctx: RequestContext, open: OpenWork): Wanted | null {
  if (!ctx.query.has('fall') && !ctx.query.has('zahl')) return null;
  const t = testsTexts(ctx.lang);
  const name = ctx.query.get('fall');
  if (name !== null) {
    const kept = open.work.content.tests.find((test) => test.name === name);
    const test = kept === undefined ? null : fromManifestTest(kept);
    if (test !== null) return { test, name, query: new URLSearchParams({ fall: name }).toString() };
  }
  const sample = readSample(ctx.query, settingNow(ctx, open));
  const made = sample === null ? null : makeSample(open.form, sample);
  if (sample === null || made?.ok !== true) throw new AppError('not-found', 'authoring/page-not-found');
  return { test: made.test, query: sampleQuery(sample), name: t.sampleName(sample.kind, sample.fill, sample.seed) };
}

export async function getTestView(ctx: RequestContext, deps: FormDeps): Promise<Reply> {
  const open = await openWork(ctx, deps);
  const t = testsTexts(ctx.lang);
  const wanted = wantedTest(ctx, open);
  const { form, work } = open;
  if (wanted === null) return { kind: 'redirect', to: formPaths.tests(work.id) };
  const { test, query } = wanted;
  const shown = form.form.pages.find(({ id }) => id === ctx.query.get('seite')) ?? form.form.pages[0];
  const { findings } = runTest(form, test, checkData);
  const hrefOf = (page: string, layer: string): string =>
    formPaths.testView(work.id, `${query}&${new URLSearchParams({ seite: page, [layerField]: layer }).toString()}`);
  return {
    kind: 'page',
    page: (
      <Page
        ctx={open.shell}
        title={t.view.title}
        lead={wanted.name}
        width="wide"
        breadcrumbs={[...workCrumbs(ctx, work), { href: formPaths.tests(work.id), label: t.title }]}
      >
        <Beside
          preview={
            <Preview
              ctx={ctx}
              open={open}
              pageId={shown?.id ?? ''}
              answers={test.answers}
              day={test.day}
              area={test.area}
              hrefOf={(layer) => hrefOf(shown?.id ?? '', layer)}
            />
          }
        >
          <Result t={t} state={findings.length === 0 ? 'passed' : 'failed'}>
            <Findings ctx={ctx} form={form} findings={findings} t={t} />
          </Result>
          <PageList ctx={ctx} open={open} t={t} shown={shown?.id ?? ''} hrefOf={hrefOf} />
          <div class="vb-actions">
            <LinkButton href={formPaths.testData(work.id, `${query}&format=json`)} label={t.json} variant="secondary" />
            <LinkButton href={formPaths.testData(work.id, `${query}&format=xml`)} label={t.xml} variant="secondary" />
            <LinkButton href={formPaths.tests(work.id)} label={t.view.back} variant="tertiary" />
          </div>
        </Beside>
      </Page>
    ),
  };
}

function PageList(p: {
  ctx: RequestContext;
  open: OpenWork;
  t: TestsTexts;
  shown: string;
  hrefOf: (page: string, layer: string) => string;
}): VNode {
  const { ctx, t } = p;
  return (
    <nav aria-label={t.view.pages}>
      <ul>
        {p.open.form.form.pages.map((page, at) => (
          <li key={page.id}>
            <a href={p.hrefOf(page.id, layerOf(ctx))} aria-current={page.id === p.shown ? 'page' : undefined}>
              {t.view.page(at + 1, page.title.de)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** What a back office would receive of these answers, to try it out with. */
export async function getTestData(ctx: RequestContext, deps: FormDeps): Promise<Reply> {
  const open = await openWork(ctx, deps);
  const { schema } = open.form;
  const wanted = wantedTest(ctx, open);
  if (wanted === null) return { kind: 'redirect', to: formPaths.tests(open.work.id) };
  const { test } = wanted;
  const delivered = deliver(open.form, test);
  const stem = `${schema.id}-${test.expected.outcome === 'accepted' ? 'probe' : 'probe-fehlerhaft'}`;
  if (ctx.query.get('format') === 'xml') {
    const body = Buffer.from(toXmlInstance(schema, delivered));
    return { kind: 'bytes', body, contentType: 'application/xml', filename: `${stem}.xml` };
  }
  const body = Buffer.from(`${JSON.stringify(toFimJson(schema, delivered), null, 2)}\n`);
  return { kind: 'bytes', body, contentType: 'application/json', filename: `${stem}.json` };
}
