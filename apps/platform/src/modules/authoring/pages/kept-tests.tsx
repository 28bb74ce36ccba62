import { evaluationContext, toFimJson, validateAnswers } from '@verbund/xdatenfelder';
import { type VNode } from 'preact';
import { type Reply, type RequestContext } from '#kernel/http';
import { Button, type FieldError, Form, Heading, Table, TextField } from '#ui';
import { renamed, runKeptTests, withoutTest, withTest } from '../domain/kept-tests.ts';
import { deliver } from '../domain/run-test.ts';
import { fromManifestTest, type TestCase } from '../domain/test-case.ts';
import { formPaths } from '../form-paths.ts';
import { testsTexts, type TestsTexts } from '../texts/tests.ts';
import { type WorkContent } from '../types.ts';
import { type FormDeps, type OpenWork } from './form-frame.tsx';
import { saveFact, type TestView } from './test-runs.page.tsx';
import { Findings, Result } from './test-parts.tsx';

const nameLimit = 200;

/** The test cases of the manifest with what comes of them now. */
export function KeptTests(p: {
  ctx: RequestContext;
  open: OpenWork;
  t: TestsTexts;
  errors: readonly FieldError[];
}): VNode {
  const { ctx, open, t } = p;
  const { tests } = open.work.content;
  const results = runKeptTests(open.form, tests);
  return (
    <section aria-labelledby="pruefaelle">
      <Heading level={2} id="pruefaelle">
        {t.kept}
      </Heading>
      <p class="kern-body">{tests.length === 0 ? t.keptNone : t.keptLead}</p>
      {tests.length === 0 ? null : (
        <Form action={formPaths.tests(open.work.id)} csrfToken={ctx.csrfToken} defaultAction="nichts">
          <Table
            caption={t.kept}
            captionHidden
            columns={[
              { key: 'name', header: t.name },
              { key: 'result', header: t.result },
              { key: 'acts', header: t.acts },
            ]}
            rows={results.map(({ name, findings }, at) => {
              const test = tests[at];
              const read = test === undefined ? null : fromManifestTest(test);
              return {
                key: name,
                cells: {
                  name: (
                    <>
                      {name}
                      {read === null ? null : <p class="vb-tasks__hint">{expectedWords(read, t)}</p>}
                    </>
                  ),
                  result: (
                    <Result t={t} state={findings.length === 0 ? 'passed' : 'failed'}>
                      <Findings ctx={ctx} form={open.form} findings={findings} t={t} />
                    </Result>
                  ),
                  acts: <Acts p={p} name={name} at={at} read={read} isFailing={findings.length > 0} />,
                },
              };
            })}
          />
        </Form>
      )}
    </section>
  );
}

function expectedWords({ expected }: TestCase, t: TestsTexts): string {
  return expected.outcome === 'accepted' ? t.expectAccepted : t.expectRefused;
}

function Acts(input: {
  p: { ctx: RequestContext; open: OpenWork; t: TestsTexts; errors: readonly FieldError[] };
  name: string;
  at: number;
  read: TestCase | null;
  isFailing: boolean;
}): VNode {
  const { name, at, read } = input;
  const { ctx, open, t, errors } = input.p;
  const query = new URLSearchParams({ fall: name }).toString();
  const field = `name-${at}`;
  const error = errors.find(({ id }) => id === field)?.message;
  const act = (verb: string, word: string): VNode => (
    <Button small variant="tertiary" value={`${verb}:${name}`} label={word} ariaLabel={t.of(word, name)} />
  );
  return (
    <>
      {read === null ? null : (
        <ul>
          <li>
            <a href={formPaths.testView(open.work.id, query)} aria-label={t.of(t.look, name)}>
              {t.look}
            </a>
          </li>
          <li>
            <a href={formPaths.testData(open.work.id, `${query}&format=json`)} aria-label={t.of(t.json, name)}>
              {t.json}
            </a>
          </li>
        </ul>
      )}
      <TextField
        lang={ctx.lang}
        id={field}
        label={t.nameOf(name)}
        value={ctx.form.get(field) ?? name}
        {...(error === undefined ? {} : { error })}
      />
      {act('umbenennen', t.rename)}
      {read?.expected.outcome === 'accepted' && input.isFailing ? act('erneuern', t.renew) : null}
      {act('entfernen', t.remove)}
    </>
  );
}

export async function changeKept(
  ctx: RequestContext,
  deps: FormDeps,
  open: OpenWork,
  verb: 'entfernen' | 'umbenennen' | 'erneuern',
  name: string,
  again: (view: TestView) => Reply,
): Promise<Reply> {
  const t = testsTexts(ctx.lang);
  const { tests } = open.work.content;
  const at = tests.findIndex((test) => test.name === name);
  const field = `name-${at}`;
  const done = async (
    change: (tests: WorkContent['tests']) => WorkContent['tests'],
    notice: string,
  ): Promise<Reply> => {
    await saveFact(ctx, deps, open, (content) => ({ ...content, tests: change(content.tests) }));
    return { kind: 'redirect', to: `${formPaths.tests(open.work.id)}?meldung=${notice}#pruefaelle` };
  };
  if (verb === 'entfernen') return done((kept) => withoutTest(kept, name), 'entfernt');
  if (verb === 'umbenennen') {
    const wished = (ctx.form.get(field) ?? '').trim();
    const isTaken = wished !== name && tests.some((test) => test.name === wished);
    if (at < 0 || wished === '' || wished.length > nameLimit || isTaken) {
      return again({ errors: [{ id: field, message: t.nameMissing }] });
    }
    return done((kept) => renamed(kept, name, wished), 'umbenannt');
  }
  const renewed = renew(open, tests[at]);
  if (renewed === null) return again({ errors: [{ id: field, message: t.cannotRenew }] });
  return done((kept) => withTest(kept, renewed), 'erneuert');
}

/** The same answers, with what they deliver today as what is right. */
function renew({ form }: OpenWork, kept: WorkContent['tests'][number] | undefined): TestCase | null {
  const test = kept === undefined ? null : fromManifestTest(kept);
  if (test === null) return null;
  const context = evaluationContext(test.area, test.day);
  if (validateAnswers(form.schema, form.rules, test.answers, context).length > 0) return null;
  const delivery = toFimJson(form.schema, deliver(form, test));
  return { ...test, expected: { outcome: 'accepted', delivery } };
}
