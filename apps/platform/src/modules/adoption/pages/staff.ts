import { type Lang } from '#kernel/ids';
import { AppError } from '#kernel/errors';
import { type RequestContext, type StaffSession } from '#kernel/http';
import { type Tenant, tenantShell } from '#modules/identity';
import { type Crumb, formatDate, shell, type ShellContext } from '#ui';
import { type AdoptionDeps, type ShownByPages } from '../deps.ts';
import { type Blueprint } from '../domain/blueprint.ts';
import { type Evidence, type StepView } from '../domain/evaluate.ts';
import { caseNotFound } from '../errors.ts';
import { adoptionPaths } from '../paths.ts';
import { type Adoption } from '../service.ts';
import { adoptionTexts, type Texts } from '../texts/index.ts';
import { type Actor, type AdoptionCase } from '../types.ts';

/** What the pages are given. */
export interface PageDeps extends AdoptionDeps, ShownByPages {
  service: Adoption;
}

/** Of every page; who may confirm what is decided part by part. */
export const adoptionAccess = { surface: 'page', access: { kind: 'staff', action: 'adoption.read' } } as const;

/** Routes with rule `staff` always have one; the type does not know it. */
export function staffOf(ctx: RequestContext): StaffSession {
  if (!ctx.staff) throw new AppError('unauthenticated', 'adoption/case-not-found');
  return ctx.staff;
}

export function actorOf(ctx: RequestContext): Actor {
  const { staff, displayName: name, actions } = staffOf(ctx);
  return { staff, name, actions };
}

export async function townShell(
  ctx: RequestContext,
  { identity }: Pick<PageDeps, 'identity'>,
): Promise<{ tenant: Tenant; shell: ShellContext }> {
  const tenant = await identity.tenant(staffOf(ctx).tenant);
  if (tenant === null) throw caseNotFound();
  return { tenant, shell: shell(ctx, { tenant: tenantShell(tenant) }) };
}

export const caseIdOf = (ctx: RequestContext): string => ctx.params['adoption'] ?? '';

export function crumbs(ctx: RequestContext, found?: AdoptionCase): readonly Crumb[] {
  const list = { href: adoptionPaths.list, label: adoptionTexts(ctx.lang).title };
  return found === undefined ? [list] : [list, { href: adoptionPaths.case(found.id), label: found.name[ctx.lang] }];
}

/** A message after a redirect, taken from the texts only. */
export function noticeOf(ctx: RequestContext): string | undefined {
  const { notices } = adoptionTexts(ctx.lang);
  const known: Readonly<Record<string, string>> = notices;
  const name = ctx.query.get('meldung');
  return name !== null && Object.hasOwn(known, name) ? known[name] : undefined;
}

/** `2026-11-02` and instants as people read them. */
export function dayText(day: string, lang: RequestContext['lang']): string {
  const at = new Date(/^\d{4}-\d{2}-\d{2}$/u.test(day) ? `${day}T12:00:00Z` : day);
  return Number.isNaN(at.getTime()) ? day : formatDate(at, lang);
}

export function evidenceText(t: Texts, evidence: Evidence | null, lang: RequestContext['lang']): string {
  if (evidence === null) return '';
  const sentences: Readonly<Record<string, (values: Evidence['values']) => string>> = t.evidence;
  const dates = ['date', 'signedOn'];
  const values = Object.fromEntries(
    Object.entries(evidence.values).map(([key, value]) => [key, dates.includes(key) ? dayText(value, lang) : value]),
  );
  return sentences[evidence.key]?.(values) ?? '';
}

export function whatText(
  ctx: RequestContext,
  blueprint: Blueprint,
  entry: { what: string; detail: Readonly<Record<string, string>> },
): string {
  const sentences: Readonly<Record<string, (values: Evidence['values']) => string>> = adoptionTexts(ctx.lang).what;
  const { detail } = entry;
  const words = Object.entries(detail).map(([key, value]) => {
    if (key === 'date') return [key, dayText(value, ctx.lang)] as const;
    if (key === 'step') return [key, blueprint.steps.find(({ id }) => id === value)?.name[ctx.lang] ?? value] as const;
    const isState = entry.what === 'moved' && (key === 'to' || key === 'from');
    return [key, isState ? stateName(blueprint, value, ctx.lang) : value] as const;
  });
  return sentences[entry.what]?.(Object.fromEntries(words)) ?? entry.what;
}

export function stateName({ states }: Blueprint, state: string, lang: RequestContext['lang']): string {
  return states.find(({ id }) => id === state)?.name[lang] ?? state;
}

export function roleName({ roles }: Blueprint, role: string, lang: RequestContext['lang']): string {
  return roles.find(({ id }) => id === role)?.name[lang] ?? role;
}

export function stepName({ steps }: Blueprint, step: string, lang: RequestContext['lang']): string {
  return steps.find(({ id }) => id === step)?.name[lang] ?? step;
}

/** Roles of the blueprint that a member of staff stands for in the own town. */
export function ownRoles({ roles }: Blueprint, actions: ReadonlySet<string>): readonly string[] {
  return roles.filter(({ action }) => actions.has(action ?? 'adoption.manage')).map(({ id }) => id);
}

/** May the person work on the step of the own town's case? */
export function isMine(
  blueprint: Blueprint,
  step: Pick<StepView, 'role' | 'id'>,
  actions: ReadonlySet<string>,
): boolean {
  const owner = blueprint.steps.find(({ id }) => id === step.id)?.owner;
  return actions.has(blueprint.roles.find(({ id }) => id === owner)?.action ?? 'adoption.manage');
}

/** The German name where nobody has given an English one. */
export const serviceName = (name: { de: string; en: string }, lang: Lang): string => name[lang] || name.de;
