/** One row per state, one column per action: what follows, or nothing where the action is not offered. */
export type CaseState = 'new' | 'in-progress' | 'answered' | 'decided' | 'closed';
export type CaseAction = 'assign' | 'answer' | 'decide' | 'close' | 'reopen' | 'follow-up';

export const caseStates: readonly CaseState[] = ['new', 'in-progress', 'answered', 'decided', 'closed'];

export const caseTransitions = {
  new: { assign: 'in-progress', answer: 'answered', decide: 'decided', 'follow-up': 'new' },
  'in-progress': {
    assign: 'in-progress',
    answer: 'answered',
    decide: 'decided',
    close: 'closed',
    'follow-up': 'in-progress',
  },
  answered: { assign: 'answered', answer: 'answered', decide: 'decided', close: 'closed', 'follow-up': 'in-progress' },
  // A message after the decision may be an objection, which does not undo the decision.
  decided: { assign: 'decided', answer: 'decided', decide: 'decided', close: 'closed', 'follow-up': 'decided' },
  closed: { reopen: 'in-progress', 'follow-up': 'in-progress' },
} as const satisfies Record<CaseState, Partial<Record<CaseAction, CaseState>>>;

export function nextCaseState(state: CaseState, action: CaseAction): CaseState | null {
  const row: Partial<Record<CaseAction, CaseState>> = caseTransitions[state];
  return row[action] ?? null;
}

export function isCaseState(value: string): value is CaseState {
  return (caseStates as readonly string[]).includes(value);
}
