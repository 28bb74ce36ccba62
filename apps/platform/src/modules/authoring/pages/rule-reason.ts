export type ReasonProblem = 'reason-missing' | 'reason-too-long' | 'reason-signs';

/** Reasons are published with the version, whose texts carry no markup. */
export function reasonProblem(reason: string, isNeeded: boolean): ReasonProblem | null {
  if (reason === '') return isNeeded ? 'reason-missing' : null;
  if (reason.length > 2000) return 'reason-too-long';
  return /[<>]/u.test(reason) ? 'reason-signs' : null;
}
