import { type RequestContext } from '#kernel/http';
import {
  Actions,
  Alert,
  Button,
  DateField,
  type FieldError,
  Form,
  formatDateTime,
  Heading,
  Help,
  StatusBadge,
  Table,
  TextArea,
} from '#ui';
import { type Blueprint, type CaseState, isClosed } from '../domain/blueprint.ts';
import { needsReason } from '../moves.ts';
import { adoptionPaths } from '../paths.ts';
import { type Texts } from '../texts/index.ts';
import { partsOf } from './posted.ts';
import { dayText, stepName } from './staff.ts';
import { type Shown } from './case.page.tsx';

interface Props {
  ctx: RequestContext;
  t: Texts;
  shown: Shown;
  posted: { form: URLSearchParams; errors: readonly FieldError[] } | null;
}

const errorOf = ({ posted }: Pick<Props, 'posted'>, id: string): { error?: string } => {
  const message = posted?.errors.find((error) => error.id === id)?.message;
  return message === undefined ? {} : { error: message };
};

export function TestSection({ ctx, t, shown }: Props) {
  const { case: found, tests, steps } = shown.view;
  const isRunnable = shown.leads && !isClosed(found.state) && found.destination !== null;
  const isMissing = steps.find(({ id }) => id === 'N15')?.evidence?.key === 'no-sample';
  if (!isRunnable && tests.length === 0) return null;
  return (
    <section id="test">
      <Heading level={2}>{t.case.test}</Heading>
      <p class="kern-body">{isMissing ? t.evidence['no-sample']() : t.case.testLead}</p>
      {tests.length === 0 ? null : (
        <Table
          caption={t.case.test}
          captionHidden
          columns={[
            { key: 'reference', header: t.case.reference },
            { key: 'when', header: t.case.when },
            { key: 'version', header: t.case.version },
            { key: 'outcome', header: t.case.outcome },
          ]}
          rows={tests.map((run) => ({
            key: run.id,
            cells: {
              reference: run.reference,
              when: formatDateTime(run.startedAt, ctx.lang),
              version: run.testName,
              outcome: (
                <>
                  <StatusBadge label={t.case.testStates[run.state]} tone={testTones[run.state]} />{' '}
                  {run.problems.join('; ')}
                </>
              ),
            },
          }))}
        />
      )}
      {isRunnable && !isMissing ? (
        <Form action={adoptionPaths.test(found.id)} csrfToken={ctx.csrfToken}>
          <Button label={tests.length === 0 ? t.case.testButton : t.case.testAgain} variant="secondary" />
        </Form>
      ) : null}
    </section>
  );
}

const testTones = { planned: 'info', sent: 'info', accepted: 'success', rejected: 'danger', failed: 'danger' } as const;

export function LiveSection(p: Props) {
  const { ctx, t, shown } = p;
  const { case: found, blockedBy } = shown.view;
  const action = adoptionPaths.live(found.id);
  if (!shown.leads || found.state !== 'bereit') return null;
  return (
    <section>
      <Heading level={2}>{t.case.goLive}</Heading>
      {blockedBy.length > 0 || shown.missingPages ? null : (
        <Form action={action} csrfToken={ctx.csrfToken}>
          <Button label={t.case.goLiveNow} value="jetzt" />
        </Form>
      )}
      <Form action={action} csrfToken={ctx.csrfToken}>
        <DateField
          lang={ctx.lang}
          id="tag"
          label={t.case.goLiveDay}
          value={partsOf(p.posted?.form ?? null, 'tag', found.goLiveOn)}
          {...errorOf(p, 'tag')}
        />
        <Button label={t.case.goLivePlan} value="tag" variant="secondary" />
      </Form>
    </section>
  );
}

export function SwitchSection({ ctx, t, shown, blueprint }: Props & { blueprint: Blueprint }) {
  const { case: found, blockedBy } = shown.view;
  const { offered } = shown;
  const action = adoptionPaths.version(found.id);
  if (!shown.leads || isClosed(found.state)) return null;
  if (found.target !== null) {
    return (
      <Alert lang={ctx.lang} kind="info" title={t.case.switchRunning(found.target.version)}>
        {blockedBy.length > 0 ? null : (
          <Form action={action} csrfToken={ctx.csrfToken}>
            <Button label={t.case.switchNow} />
          </Form>
        )}
      </Alert>
    );
  }
  if (offered === null) return null;
  const steps = offered.reopened.map((step) => stepName(blueprint, step, ctx.lang)).join(', ');
  const isRunning = found.state === 'live' || found.state === 'gestoert';
  const reopens = isRunning && offered.reopened.length > 0;
  return (
    <Alert lang={ctx.lang} kind="info" title={t.case.newVersion(offered.version)}>
      <p class="kern-body">{t.case.changes}</p>
      <ul class="kern-list">
        {offered.changes.map((change) => (
          <li key={change.version}>
            {change.version} ({dayText(change.date, ctx.lang)}, {kindText(t, change.kind)}):{' '}
            {change.text[ctx.lang] || change.text.de}
          </li>
        ))}
      </ul>
      <p class="kern-body">{reopens ? t.case.reopens(steps) : t.case.reopensNothing}</p>
      <Form action={action} csrfToken={ctx.csrfToken}>
        <Button label={reopens ? t.case.switchBegin : t.case.switchNow} variant="secondary" />
      </Form>
    </Alert>
  );
}

function kindText(t: Texts, kind: string): string {
  const kinds: Readonly<Record<string, string>> = t.case.kinds;
  return kinds[kind] ?? kind;
}

export function PromiseSection(p: Props) {
  const { ctx, t, shown } = p;
  const { case: found } = shown.view;
  if (!shown.leads || isClosed(found.state)) return null;
  const isLive = found.state === 'live' || found.state === 'gestoert';
  return (
    <section>
      <Heading level={2}>{isLive ? t.case.frontRunner : t.case.promise}</Heading>
      {isLive ? (
        <Form action={adoptionPaths.promise(found.id)} csrfToken={ctx.csrfToken}>
          <p class="kern-body">{t.case.frontRunnerLead}</p>
          <Button
            label={found.frontRunner ? t.case.noFrontRunner : t.case.makeFrontRunner}
            value={found.frontRunner ? 'kein-vorreiter' : 'vorreiter'}
            variant="secondary"
          />
        </Form>
      ) : (
        <Form action={adoptionPaths.promise(found.id)} csrfToken={ctx.csrfToken}>
          <p class="kern-body">{t.case.promiseLead}</p>
          <DateField
            lang={ctx.lang}
            id="zusage"
            label={t.case.promise}
            value={partsOf(p.posted?.form ?? null, 'zusage', null)}
            {...errorOf(p, 'zusage')}
          />
          <Button label={t.case.promiseButton} value="zusage" variant="secondary" />
        </Form>
      )}
    </section>
  );
}

/** The ways aside, back and to an end; the way forward goes by itself. */
const offeredMoves: readonly CaseState[] = [
  'in_pruefung',
  'zurueckgestellt',
  'anbindung',
  'gestoert',
  'live',
  'gekuendigt',
  'abgebrochen',
  'beendet',
];

export function isOfferedMove(from: CaseState, to: CaseState): boolean {
  if (to === 'in_pruefung') return from === 'zurueckgestellt';
  if (to === 'anbindung') return from === 'test';
  if (to === 'live') return from === 'gestoert';
  return offeredMoves.includes(to);
}

export function MoveSection(p: Props) {
  const { t, shown } = p;
  const { case: found, moves } = shown.view;
  const offered = moves.filter((to) => isOfferedMove(found.state, to));
  if (!shown.leads || offered.length === 0) return null;
  return (
    <section>
      <Heading level={2}>{t.case.moves}</Heading>
      {offered.map((to) => (
        <MoveForm key={to} {...p} to={to} />
      ))}
    </section>
  );
}

function MoveForm(p: Props & { to: CaseState }) {
  const { ctx, t, shown, to, posted } = p;
  const labels: Readonly<Partial<Record<CaseState, string>>> = t.case.moveTo;
  const label = labels[to] ?? to;
  const isPosted = posted !== null && posted.form.get('nach') === to;
  const id = `grund-${to}`;
  const form = (
    <Form action={adoptionPaths.move(shown.view.case.id)} csrfToken={ctx.csrfToken}>
      <input type="hidden" name="nach" value={to} />
      {needsReason.has(to) ? (
        <TextArea
          lang={ctx.lang}
          id={id}
          label={t.case.reason}
          rows={2}
          value={isPosted ? (posted.form.get(id) ?? '') : ''}
          {...errorOf(p, id)}
        />
      ) : null}
      {to === 'zurueckgestellt' ? (
        <DateField
          lang={ctx.lang}
          id="bis"
          label={t.case.until}
          value={partsOf(isPosted ? posted.form : null, 'bis', null)}
          {...errorOf(p, 'bis')}
        />
      ) : null}
      <Actions>
        <Button label={label} variant="secondary" />
      </Actions>
    </Form>
  );
  if (!needsReason.has(to)) return form;
  // A refused request must show where its message belongs.
  return isPosted ? form : <Help summary={label}>{form}</Help>;
}
