import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { Actions, Button, type FieldError, Form, LinkButton, Page, TextArea } from '#ui';
import { privacyPaths, privacyRoutePaths } from '../paths.ts';
import { privacyTexts } from '../texts/index.ts';
import { crumbs, officerAccess, officerShell, type PageDeps, staffOf, versionOf } from './staff.ts';

const maxReason = 4000;

async function refusePage(
  ctx: RequestContext,
  deps: PageDeps,
  view: { reason: string; errors: readonly FieldError[] },
): Promise<Reply> {
  const version = await versionOf(ctx, deps);
  if (version.assessment === null) throw new AppError('not-found', 'privacy/not-found');
  const { tenant, shell } = await officerShell(ctx, deps);
  const t = privacyTexts(ctx.lang).refuse;
  const { decision } = await deps.service.state(tenant.id, version.digest);
  const isAdopted = decision?.kind === 'adopted';
  const error = view.errors[0]?.message;
  return {
    kind: 'page',
    status: view.errors.length > 0 ? 422 : 200,
    page: (
      <Page
        ctx={shell}
        title={isAdopted ? t.withdrawal : t.objection}
        lead={isAdopted ? t.leadWithdrawal : t.leadObjection}
        breadcrumbs={crumbs(ctx, version)}
        errors={view.errors}
      >
        <Form action={privacyPaths.refuse(version.digest)} csrfToken={ctx.csrfToken}>
          <input type="hidden" name="stand" value={decision?.id ?? ''} />
          <TextArea
            lang={ctx.lang}
            id="grund"
            label={t.reason}
            value={view.reason}
            maxLength={maxReason}
            {...(error === undefined ? {} : { error })}
          />
          <Actions>
            <Button label={isAdopted ? t.submitWithdrawal : t.submitObjection} variant="danger" />
            <LinkButton
              href={privacyPaths.service(version.digest)}
              label={privacyTexts(ctx.lang).back}
              variant="secondary"
            />
          </Actions>
        </Form>
      </Page>
    ),
  };
}

async function postRefusal(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const version = await versionOf(ctx, deps);
  const { staff, tenant, displayName } = staffOf(ctx);
  const t = privacyTexts(ctx.lang).refuse;
  const reason = (ctx.form.get('grund') ?? '').replace(/\r\n/g, '\n').trim();
  const problem = reason === '' ? t.missing : reason.length > maxReason ? t.long : null;
  if (problem !== null) return refusePage(ctx, deps, { reason, errors: [{ id: 'grund', message: problem }] });
  const basis = ctx.form.get('stand') ?? '';
  await deps.kernel.db.tx({ tenant }, (tx) =>
    deps.service.refuse(tx, {
      tenant,
      versionDigest: version.digest,
      officer: { staff, name: displayName },
      reason,
      basis: basis === '' ? null : basis,
    }),
  );
  return { kind: 'redirect', to: `${privacyPaths.service(version.digest)}?meldung=abgelehnt` };
}

export function refuseRoutes(deps: PageDeps): readonly Route[] {
  const base = { ...officerAccess, path: privacyRoutePaths.refuse } as const;
  return [
    {
      ...base,
      method: 'GET',
      name: 'privacy.refuse-form',
      rate: 'page',
      handle: (ctx) => refusePage(ctx, deps, { reason: '', errors: [] }),
    },
    { ...base, method: 'POST', name: 'privacy.refuse', rate: 'write', handle: (ctx) => postRefusal(ctx, deps) },
  ];
}
