import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type CaseState, caseStates } from '../domain/blueprint.ts';
import { needsReason } from '../moves.ts';
import { adoptionPaths, adoptionRoutePaths } from '../paths.ts';
import { adoptionTexts } from '../texts/index.ts';
import { isOfferedMove } from './case-actions.tsx';
import { casePage } from './case.page.tsx';
import { readDay, textOf } from './posted.ts';
import { actorOf, caseIdOf, type PageDeps, staffOf } from './staff.ts';

const testPatience = 8_000;

const targetOf = (ctx: RequestContext) => ({ tenant: staffOf(ctx).tenant, id: caseIdOf(ctx), by: actorOf(ctx) });

const back = (ctx: RequestContext, notice: string): Reply => ({
  kind: 'redirect',
  to: `${adoptionPaths.case(caseIdOf(ctx))}?meldung=${notice}`,
});

async function move(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const t = adoptionTexts(ctx.lang).problems;
  const to = caseStates.find((state): state is CaseState => state === ctx.form.get('nach'));
  const { case: found } = await deps.service.case(staffOf(ctx).tenant, caseIdOf(ctx));
  if (to === undefined || !isOfferedMove(found.state, to)) throw new AppError('conflict', 'adoption/move-refused');
  const reason = textOf(ctx.form, `grund-${to}`, 1000);
  const errors: { id: string; message: string }[] = [];
  if (needsReason.has(to) && reason.length < 10) errors.push({ id: `grund-${to}`, message: t['reason-missing'] });
  const until = to === 'zurueckgestellt' ? readDay(ctx.form, 'bis') : 'missing';
  if (to === 'zurueckgestellt' && typeof until === 'string') {
    errors.push({ id: 'bis', message: until === 'missing' ? t.missing : t['not-a-date'] });
  }
  if (errors.length > 0) return casePage(ctx, deps, { form: ctx.form, errors });
  await deps.service.move({ ...targetOf(ctx), to, reason, until: typeof until === 'string' ? null : until.day });
  return back(ctx, 'gespeichert');
}

async function live(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  if (ctx.form.get('_action') === 'jetzt') {
    await deps.service.goLive({ ...targetOf(ctx), on: null });
    return back(ctx, 'live');
  }
  const day = readDay(ctx.form, 'tag');
  if (typeof day === 'string') return wrongDay(ctx, deps, 'tag', day);
  await deps.service.goLive({ ...targetOf(ctx), on: day.day });
  const { case: found } = await deps.service.case(staffOf(ctx).tenant, caseIdOf(ctx));
  return back(ctx, found.state === 'live' ? 'live' : 'geplant');
}

function wrongDay(ctx: RequestContext, deps: PageDeps, id: string, day: 'missing' | 'not-a-date'): Promise<Reply> {
  const message = adoptionTexts(ctx.lang).problems[day];
  return casePage(ctx, deps, { form: ctx.form, errors: [{ id, message }] });
}

async function promise(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const action = ctx.form.get('_action');
  if (action === 'vorreiter' || action === 'kein-vorreiter') {
    await deps.service.setFrontRunner({ ...targetOf(ctx), frontRunner: action === 'vorreiter' });
    return back(ctx, 'gespeichert');
  }
  const day = readDay(ctx.form, 'zusage');
  if (typeof day === 'string') return wrongDay(ctx, deps, 'zusage', day);
  await deps.service.promiseLive({ ...targetOf(ctx), date: day.day });
  return back(ctx, 'gespeichert');
}

async function test(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const run = await deps.service.test({ ...targetOf(ctx), waitMilliseconds: testPatience });
  if (run.state === 'accepted') return back(ctx, 'test-bestanden');
  return back(ctx, run.state === 'rejected' || run.state === 'failed' ? 'test-abgelehnt' : 'test-laeuft');
}

async function version(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const { isDone } = await deps.service.switchVersion(targetOf(ctx));
  return back(ctx, isDone ? 'version' : 'version-begonnen');
}

export function casePostRoutes(deps: PageDeps): readonly Route[] {
  const base = {
    surface: 'page',
    access: { kind: 'staff', action: 'adoption.manage' },
    method: 'POST',
    rate: 'write',
  } as const;
  const {
    move: movePath,
    live: livePath,
    promise: promisePath,
    test: testPath,
    version: versionPath,
  } = adoptionRoutePaths;
  return [
    { ...base, path: movePath, name: 'adoption.move', handle: (ctx) => move(ctx, deps) },
    { ...base, path: livePath, name: 'adoption.go-live', handle: (ctx) => live(ctx, deps) },
    { ...base, path: promisePath, name: 'adoption.promise', handle: (ctx) => promise(ctx, deps) },
    { ...base, path: testPath, name: 'adoption.test', handle: (ctx) => test(ctx, deps) },
    { ...base, path: versionPath, name: 'adoption.switch-version', handle: (ctx) => version(ctx, deps) },
  ];
}
