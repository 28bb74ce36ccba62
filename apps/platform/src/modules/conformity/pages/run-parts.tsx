import { type VNode } from 'preact';
import { type Lang } from '#kernel/ids';
import { Actions, Alert, Button, Form, formatDateTime, Heading, LinkButton, Table } from '#ui';
import { conformityTexts } from '../texts/index.ts';
import { type Assessment } from '../types.ts';

interface RunsProps {
  lang: Lang;
  csrfToken: string;
  runs: readonly Assessment[];
  startHref: string;
  /** This page, to look again. */
  href: string;
}

/** Button to start, progress of a run that is under way, and the runs before. */
export function Runs({ lang, csrfToken, runs, startHref, href }: RunsProps): VNode {
  const t = conformityTexts(lang);
  const active = runs.find(({ state }) => state === 'queued' || state === 'running');
  return (
    <section aria-labelledby="laeufe">
      <Heading level={2} id="laeufe">
        {t.report.runs}
      </Heading>
      {active === undefined ? (
        <Form action={startHref} csrfToken={csrfToken}>
          <p class="kern-body">{t.report.startHint}</p>
          <Actions>
            <Button label={t.report.start} />
          </Actions>
        </Form>
      ) : (
        <Alert lang={lang} kind="info" title={t.report.running} level={3}>
          <p>{t.report.runningText(active.done, active.total)}</p>
          <Actions>
            <LinkButton href={href} label={t.report.reload} variant="secondary" />
          </Actions>
        </Alert>
      )}
      {runs.length === 0 ? (
        <p class="kern-body">{t.report.noRuns}</p>
      ) : (
        <Table
          caption={t.report.runs}
          captionHidden
          columns={[
            { key: 'started', header: t.report.run.started },
            { key: 'body', header: t.report.run.body },
            { key: 'criteria', header: t.report.run.criteria },
            { key: 'state', header: t.report.run.state },
          ]}
          rows={runs.slice(0, 10).map((run) => ({
            key: run.id,
            cells: {
              started: formatDateTime(run.startedAt, lang),
              body: run.body,
              criteria: run.criteriaVersion,
              state: `${t.states[run.state]}, ${t.report.run.progress(run.done, run.total)}`,
            },
          }))}
        />
      )}
    </section>
  );
}
