import { type Route } from '#kernel/http';
import { type ItemKind } from '@verbund/fit-connect';
import { type ApiVersion } from '../api-versions.ts';
import { type CaseItem } from '../store/cases.ts';
import { versionPaths } from '../paths.ts';
import { type ItemServices } from './items.routes.ts';
import { idParam, json, noContent, openRoute, pageOf, paged, requireJose, tokenRoute } from './protocol-route.ts';

const eventBytes = 256 * 1024;

function itemsView(items: readonly CaseItem[], kind: ItemKind) {
  const name = kind === 'submission' ? 'submissionId' : 'replyId';
  return items.filter((item) => item.kind === kind).map(({ id, state }) => ({ [name]: id, state }));
}

/** What is open to both sides of a case: the cases, their event logs, and the one way to write into them (reference 7.1). */
export function caseRoutes(version: ApiVersion, { oauth, cases, log, limits }: ItemServices): Route[] {
  const both = ['send', 'subscribe'] as const;
  const paths = versionPaths(version.name);
  return [
    openRoute({
      method: 'GET',
      path: paths.info,
      name: version.routeName('info'),
      handle: async () => json({ version: version.number, limits }),
    }),
    tokenRoute(oauth, both, {
      method: 'GET',
      path: paths.cases,
      name: version.routeName('list-cases'),
      async handle(ctx, caller) {
        const page = pageOf(ctx);
        const { total, rows } = await cases.list(caller, page);
        const heads = rows.map((row) => ({ caseId: row.case_id, destinationId: row.destination_id }));
        return paged(page, total, 'cases', heads);
      },
    }),
    tokenRoute(oauth, both, {
      method: 'GET',
      path: paths.oneCase,
      name: version.routeName('get-case'),
      async handle(ctx, caller) {
        const found = await cases.get(caller, idParam(ctx, 'case'));
        return json({
          caseId: found.case_id,
          destinationId: found.destination_id,
          submissions: itemsView(found.items, 'submission'),
          replies: itemsView(found.items, 'reply'),
        });
      },
    }),
    tokenRoute(oauth, both, {
      method: 'GET',
      path: paths.caseEvents,
      name: version.routeName('case-events'),
      async handle(ctx, caller) {
        const page = pageOf(ctx);
        const found = await log.ofCase(caller, idParam(ctx, 'case'), page);
        return paged(page, found.total, 'eventLog', found.tokens);
      },
    }),
    tokenRoute(oauth, both, {
      method: 'POST',
      path: paths.caseEvents,
      name: version.routeName('write-event'),
      body: 'text',
      maxBodyBytes: eventBytes,
      async handle(ctx, caller) {
        requireJose(ctx);
        const token = typeof ctx.body === 'string' ? ctx.body.trim() : '';
        await log.post(caller, version, idParam(ctx, 'case'), token);
        return noContent;
      },
    }),
  ];
}
