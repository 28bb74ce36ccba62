import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { checkColours, styleSheet } from '../domain/town-colours.ts';
import { onboardingRoutePaths } from '../paths.ts';
import { type PageDeps } from './staff.ts';

const types: Readonly<Record<string, string>> = { png: 'image/png', jpg: 'image/jpeg', webp: 'image/webp' };

/** The name holds the hash of the content: it never changes. A picture opened by itself can do nothing. */
const headers = {
  'cache-control': 'public, max-age=31536000, immutable',
  'content-security-policy': "default-src 'none'; sandbox",
};

async function coatOfArms(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const file = ctx.params['file'] ?? '';
  const tenant = await deps.identity.tenantBySlug(ctx.params['town'] ?? '');
  const contentType = types[file.split('.')[1] ?? ''];
  const content =
    tenant === null || contentType === undefined || tenant.look.coatOfArms !== file
      ? null
      : await deps.service.looks.coatOfArms(tenant.id, file);
  if (content === null || contentType === undefined) throw new AppError('not-found', 'onboarding/not-found');
  return { kind: 'bytes', body: content, contentType, headers };
}

/** Made from the address alone; colours that our pages may not use are no address. */
async function colours(ctx: RequestContext): Promise<Reply> {
  const match = /^([0-9a-f]{6})-([0-9a-f]{6})\.css$/.exec(ctx.params['file'] ?? '');
  const pair = { main: match?.[1] ?? '', accent: match?.[2] ?? '' };
  if (match === null || checkColours(pair).length > 0) throw new AppError('not-found', 'onboarding/not-found');
  return { kind: 'text', body: styleSheet(pair), contentType: 'text/css; charset=utf-8', headers };
}

export function publicLookRoutes(deps: PageDeps): readonly Route[] {
  const base = { method: 'GET', surface: 'page', access: { kind: 'public' }, rate: 'asset' } as const;
  return [
    {
      ...base,
      path: onboardingRoutePaths.coatOfArms,
      name: 'onboarding.coat-of-arms',
      handle: (ctx) => coatOfArms(ctx, deps),
    },
    {
      ...base,
      path: onboardingRoutePaths.colours,
      name: 'onboarding.colours',
      example: { file: '1a3da5-1a3da5.css' },
      handle: colours,
    },
  ];
}
