import { type Check, type CheckAnswer, type CheckContext } from './checks/check.ts';
import { type Criterion, type Evidence } from './types.ts';

/** Longer than any check needs on a slow machine; what hangs is cut off and counts as not checked. */
const patienceMs = 180_000;

export interface Judgement {
  criterion: string;
  answer: Omit<CheckAnswer, 'evidence'> & { evidence: readonly Evidence[] };
}

/** One criterion after the other, in the order of the catalogue. `onDone` is durable before the next begins. */
export async function runChecks(
  ctx: CheckContext,
  todo: readonly { criterion: Criterion; check: Check }[],
  tools: { now(): Date; onDone(judgement: Judgement): Promise<void>; signal?: AbortSignal; patienceMs?: number },
): Promise<void> {
  for (const { criterion, check } of todo) {
    if (tools.signal?.aborted === true) throw new Error('stopped');
    const answer = await judge(check, ctx, tools.patienceMs ?? patienceMs);
    const at = tools.now().toISOString();
    const evidence = (answer.evidence ?? []).map((one) => ({ ...one, value: one.value.slice(0, 2000), at }));
    await tools.onDone({ criterion: criterion.id, answer: { ...answer, evidence } });
  }
}

/** A check that throws or hangs has found nothing: never a pass. */
async function judge(check: Check, ctx: CheckContext, milliseconds: number): Promise<CheckAnswer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<CheckAnswer>((resolve) => {
    timer = setTimeout(
      () => resolve(notChecked(`Zeitüberschreitung nach ${String(milliseconds / 1000)} s`)),
      milliseconds,
    );
  });
  try {
    return await Promise.race([Promise.resolve(ctx).then((context) => check.run(context)), late]);
  } catch (error) {
    return notChecked(error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 300) : 'unbekannt / unknown');
  } finally {
    clearTimeout(timer);
  }
}

export function notChecked(why: string): CheckAnswer {
  return {
    result: 'nicht_geprueft',
    reason: {
      de: `Nicht geprüft: Die Prüfung ist abgebrochen (${why}).`,
      en: `Not checked: the check broke off (${why}).`,
    },
  };
}
