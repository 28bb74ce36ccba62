import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type TenantId } from '#kernel/ids';
import { type Crumb, type FieldError, type ShellContext } from '#ui';
import { officePaths } from '../paths.ts';
import { type SelfService } from '../self-service.ts';
import { transportTexts, type Texts } from '../texts/index.ts';

export interface DeskDeps {
  /** Null: the delivery service is not in this process. */
  service: SelfService | null;
  /** Frame of the page of the tenant whose staff asks; this module knows no tenants. */
  shellOf(ctx: RequestContext): Promise<ShellContext>;
  areaOf(tenant: TenantId): Promise<TenantArea>;
  /** Written before the act: no change of access without its record. */
  record(tenant: TenantId, entry: { staff: string; action: string; subject: string }): Promise<void>;
  /** False: keys need a chain of certificates, so a browser cannot make any that are taken. */
  takesSelfSigned: boolean;
  /** Base addresses that programs need. */
  addresses: { tokenUrl: string; submissionBaseUrl: string };
}

/** Where a tenant answers for itself; providers have no area, so that clients who offer for them are the operator's to make. */
export type TenantArea = { region: string } | 'everywhere' | 'nowhere';

/** One request of a member of staff who may manage destinations. */
export interface Desk {
  ctx: RequestContext;
  deps: DeskDeps;
  service: SelfService;
  tenant: TenantId;
  t: Texts;
  record(action: string, subject: string): Promise<void>;
}

export interface View {
  errors?: readonly FieldError[];
}

type DeskRoute = Pick<Route, 'path' | 'name' | 'body' | 'maxBodyBytes'> & {
  method: 'GET' | 'POST';
  handle(desk: Desk): Promise<Reply>;
};

export function deskRoute(deps: DeskDeps, { handle, ...route }: DeskRoute): Route {
  return {
    ...route,
    surface: 'page',
    access: { kind: 'staff', action: 'destination.manage' },
    rate: route.method === 'GET' ? 'page' : 'write',
    handle: (ctx) => handle(openDesk(ctx, deps)),
  };
}

function openDesk(ctx: RequestContext, deps: DeskDeps): Desk {
  const { staff } = ctx;
  if (!staff) throw new AppError('unauthenticated', 'transport/client-not-found');
  if (!deps.service) throw new AppError('not-found', 'transport/self-service-elsewhere');
  return {
    ctx,
    deps,
    service: deps.service,
    tenant: staff.tenant,
    t: transportTexts(ctx.lang),
    record: (action, subject) => deps.record(staff.tenant, { staff: staff.staff, action, subject }),
  };
}

export function homeCrumbs(t: Texts): Crumb[] {
  return [{ href: officePaths.administration, label: t.administration }];
}

export function crumbs(t: Texts, ...more: readonly Crumb[]): Crumb[] {
  return [...homeCrumbs(t), { href: officePaths.overview, label: t.title }, ...more];
}

/** A message after a redirect, taken from the texts only. */
export function noticeOf({ ctx, t }: Desk): string | undefined {
  const name = ctx.query.get('meldung');
  const notices: Readonly<Record<string, string>> = t.done;
  return name !== null && Object.hasOwn(notices, name) ? notices[name] : undefined;
}

export function back(to: string, notice: keyof Texts['done']): Reply {
  return { kind: 'redirect', to: `${to}?meldung=${notice}` };
}

/** What the service refuses because of what was entered; everything else goes on to the page of errors. */
export async function orRefused<T>(work: Promise<T>): Promise<{ ok: true; value: T } | { ok: false; error: AppError }> {
  try {
    return { ok: true, value: await work };
  } catch (error) {
    const isAnswer = error instanceof AppError && ['invalid', 'conflict', 'unavailable'].includes(error.kind);
    if (!isAnswer) throw error;
    return { ok: false, error };
  }
}
