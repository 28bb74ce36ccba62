import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { Page } from '#ui';
import { authoringRoutePaths } from '../paths.ts';
import { authoringTexts } from '../texts/index.ts';
import { type AuthoringDeps, providerAccess, providerShell } from './staff.ts';

async function listPage(ctx: RequestContext, deps: AuthoringDeps): Promise<Reply> {
  const { shell } = await providerShell(ctx, deps);
  const t = authoringTexts(ctx.lang).list;
  return { kind: 'page', page: <Page ctx={shell} title={t.title} /> };
}

export function listRoutes(deps: AuthoringDeps): readonly Route[] {
  return [
    {
      ...providerAccess,
      method: 'GET',
      path: authoringRoutePaths.list,
      name: 'authoring.list',
      rate: 'page',
      handle: (ctx) => listPage(ctx, deps),
    },
  ];
}
