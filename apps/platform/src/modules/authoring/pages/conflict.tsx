import { type Reply, type RequestContext } from '#kernel/http';
import { Actions, Alert, Button, Form, formatDateTime, LinkButton, Page, Table } from '#ui';
import { authoringTexts } from '../texts/index.ts';
import { type Work } from '../types.ts';
import { type AuthoringDeps, providerShell, revisionField, revisionOf, staffOf, workCrumbs, workOf } from './staff.ts';
import { type WorkContent } from '../types.ts';

export interface ConflictEntry {
  /** Name of the form field. */
  name: string;
  label: string;
  mine: string;
  theirs: string;
}

/**
 * Somebody saved between opening and sending the form: both entries side by side, and a form that carries the own ones
 * on. Nothing is written until the person decides.
 */
export async function conflictPage(
  ctx: RequestContext,
  deps: Pick<AuthoringDeps, 'identity'>,
  current: Work,
  entries: readonly ConflictEntry[],
): Promise<Reply> {
  const { shell } = await providerShell(ctx, deps);
  const t = authoringTexts(ctx.lang).conflict;
  const different = entries.filter(({ mine, theirs }) => mine !== theirs);
  return {
    kind: 'page',
    status: 409,
    page: (
      <Page ctx={shell} title={t.title} breadcrumbs={workCrumbs(ctx, current)} hasError width="wide">
        <Alert lang={ctx.lang} kind="warning" title={t.nothingLost} live>
          <p>{t.who(current.changedBy, formatDateTime(current.changedAt, ctx.lang))}</p>
        </Alert>
        {different.length === 0 ? (
          <p class="kern-body">{t.same}</p>
        ) : (
          <Table
            caption={t.caption}
            columns={[
              { key: 'field', header: t.field },
              { key: 'mine', header: t.mine },
              { key: 'theirs', header: t.theirs },
            ]}
            rows={different.map((entry) => ({
              key: entry.name,
              cells: {
                field: entry.label,
                mine: <span class="vb-pre">{entry.mine === '' ? t.empty : entry.mine}</span>,
                theirs: <span class="vb-pre">{entry.theirs === '' ? t.empty : entry.theirs}</span>,
              },
            }))}
          />
        )}
        <Form action={ctx.url.pathname} csrfToken={ctx.csrfToken}>
          {[...ctx.form].map(([name, value], at) =>
            name === '_csrf' || name === revisionField ? null : (
              <input key={at} type="hidden" name={name} value={value} />
            ),
          )}
          <input type="hidden" name={revisionField} value={String(current.revision)} />
          <Actions>
            <Button label={t.keepMine} />
            <LinkButton href={ctx.url.pathname} label={t.keepTheirs} variant="secondary" />
          </Actions>
        </Form>
      </Page>
    ),
  };
}

/**
 * Saves the form of a page, or shows the conflict. `entries` gives the labelled fields of the form with the value that
 * another state of the work has.
 */
export async function saveWork(
  ctx: RequestContext,
  deps: Pick<AuthoringDeps, 'identity' | 'service'>,
  input: {
    change: (content: WorkContent) => WorkContent;
    entries: (current: WorkContent) => readonly ConflictEntry[];
    /** Where to go when it is saved. */
    then: (work: Work) => string;
  },
): Promise<Reply> {
  const { id } = await workOf(ctx, deps);
  const staff = staffOf(ctx);
  const saved = await deps.service.save({
    tenant: staff.tenant,
    id,
    revision: revisionOf(ctx),
    by: staff.displayName,
    change: input.change,
  });
  if (!saved.ok) return conflictPage(ctx, deps, saved.current, input.entries(saved.current.content));
  return { kind: 'redirect', to: input.then(saved.work) };
}
