import { type Comment, type CriteriaCatalogue, type CriterionState, type Exception, type Finding } from '../types.ts';
import { countsFor } from './verdict.ts';

export interface FoundSoFar {
  findings: readonly Finding[];
  exceptions: readonly Exception[];
  comments: readonly Comment[];
}

const unseen = {
  de: 'Noch nicht geprüft: Bisher hat weder eine Maschine noch eine Prüfstelle hingesehen.',
  en: 'Not checked yet: neither a machine nor a checking body has looked so far.',
};

/**
 * What counts for each criterion on a day. A person's finding stands before a machine's, the newest of each before
 * older ones; a decision on an exception stands before both while it is valid, and the finding stays visible.
 */
export function statesOf(
  { criteria }: Pick<CriteriaCatalogue, 'criteria'>,
  { findings, exceptions, comments }: FoundSoFar,
  subject: 'version' | 'offering',
  today: string,
): readonly CriterionState[] {
  const history = groupOf(findings);
  return criteria.map((criterion) => {
    const ofCriterion = (history.get(criterion.id) ?? []).toSorted((a, b) => a.at.getTime() - b.at.getTime());
    const manual = ofCriterion.findLast(({ kind }) => kind === 'manual') ?? null;
    const automatic = ofCriterion.findLast(({ kind }) => kind === 'automatic') ?? null;
    const finding = manual ?? automatic;
    const exception = exceptions.findLast((one) => one.criterion === criterion.id && isValidOn(one, today)) ?? null;
    return {
      criterion,
      counts: countsFor(criterion.actor, subject),
      result: exception === null ? (finding?.result ?? 'nicht_geprueft') : 'entbehrlich',
      finding,
      automatic: manual === null ? null : automatic,
      exception,
      comments: comments.filter((comment) => comment.criterion === criterion.id),
      history: ofCriterion,
    };
  });
}

/** Why a state is as it is; what the verdict asks of entbehrlich and of SOLL. */
export function reasonOf({ finding, exception }: Pick<CriterionState, 'finding' | 'exception'>) {
  if (exception !== null) {
    const { decisionNumber: number, decidedBy: by, decidedOn: on, reason } = exception;
    return {
      de: `Ausnahme ${number}, entschieden von ${by} am ${on}: ${reason}`,
      en: `Exception ${number}, decided by ${by} on ${on}: ${reason}`,
    };
  }
  return finding?.reason ?? unseen;
}

function isValidOn({ decidedOn, validUntil }: Exception, today: string): boolean {
  return decidedOn <= today && (validUntil === null || today <= validUntil);
}

function groupOf(findings: readonly Finding[]): Map<string, Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) groups.set(finding.criterion, [...(groups.get(finding.criterion) ?? []), finding]);
  return groups;
}
