import { type RequestContext, type Route } from '#kernel/http';
import { type Kernel } from '#kernel/module';
import { AppError } from '#kernel/errors';
import { Actions, Button, Checkbox, Form, LinkButton, Page, shell } from '#ui';
import { identityPaths } from '../paths.ts';
import { type SessionCache } from '../sessions.ts';
import { identityTexts } from '../texts/index.ts';
import { type IdentityService } from '../types.ts';

interface Deps {
  kernel: Kernel;
  service: IdentityService;
  sessions: SessionCache;
}

function form(ctx: RequestContext, isMissing: boolean) {
  const t = identityTexts(ctx.lang).erase;
  const errors = isMissing ? [{ id: 'bestaetigt', message: t.confirmMissing }] : [];
  return (
    <Page ctx={shell(ctx)} title={t.title} lead={t.lead} errors={errors}>
      <p class="kern-body">{t.keeps}</p>
      <Form action={identityPaths.erase} csrfToken={ctx.csrfToken}>
        <Checkbox lang={ctx.lang} id="bestaetigt" label={t.confirm} error={isMissing ? t.confirmMissing : undefined} />
        <Actions>
          <Button variant="danger" label={t.button} />
          <LinkButton href="/konto" variant="secondary" label={t.back} />
        </Actions>
      </Form>
    </Page>
  );
}

async function erase(ctx: RequestContext, deps: Deps): Promise<Awaited<ReturnType<Route['handle']>>> {
  if (!ctx.person) throw new AppError('unauthenticated', 'identity/not-found');
  if (ctx.form.get('bestaetigt') !== 'true') return { kind: 'page', status: 422, page: form(ctx, true) };
  await deps.service.erasePerson(ctx.person.person);
  const token = ctx.cookies['sitzung'];
  if (token !== undefined) deps.sessions.forget(token);
  const t = identityTexts(ctx.lang).erase;
  const signedOut = { ...ctx, person: null };
  return {
    kind: 'page',
    page: <Page ctx={shell(signedOut)} title={t.doneTitle} lead={t.done} />,
    cookies: [{ name: 'sitzung', value: null }],
  };
}

export function eraseRoutes(deps: Deps): readonly Route[] {
  const base = { path: identityPaths.erase, surface: 'page', access: { kind: 'person' } } as const;
  return [
    {
      ...base,
      method: 'GET',
      name: 'identity.erase',
      rate: 'page',
      handle: async (ctx) => ({ kind: 'page', page: form(ctx, false) }),
    },
    { ...base, method: 'POST', name: 'identity.erase-confirmed', rate: 'write', handle: (ctx) => erase(ctx, deps) },
  ];
}
