import {
  type BothTexts,
  type Criterion,
  type CriterionActor,
  type FindingResult,
  type LightColour,
  type Obligation,
} from '../types.ts';

export interface Judged {
  criterion: Pick<Criterion, 'area' | 'obligation' | 'actor'>;
  result: FindingResult;
  reason: BothTexts | null;
}

export interface Verdict {
  conforms: boolean;
  /** MUSS that are not met, unreasoned ones and those that nobody checked included. */
  openMust: number;
  /** SOLL without either a good result or a reason. */
  openShould: number;
  areas: readonly { area: string; light: LightColour }[];
}

/** The criteria of the connecting authority are judged per offering: a version alone cannot meet them. */
export function countsFor(actor: CriterionActor, subject: 'version' | 'offering'): boolean {
  return actor !== 'connecting_authority' || subject === 'offering';
}

/**
 * Reference 1.2: conforming iff every MUSS is erfuellt, or entbehrlich with a reason. teilweise and nicht_geprueft on a
 * MUSS fail; SOLL needs a reason where it is not met and does not block; KANN never blocks.
 */
export function isOpen({ criterion, result, reason }: Judged): boolean {
  if (result === 'erfuellt') return false;
  if (result === 'entbehrlich') return !isReasoned(reason);
  return mustHold(criterion.obligation) || (criterion.obligation === 'SOLL' && !isReasoned(reason));
}

export function verdictOf(
  judged: readonly Judged[],
  areas: readonly { id: string }[],
  subject: 'version' | 'offering',
): Verdict {
  const counted = judged.filter(({ criterion }) => countsFor(criterion.actor, subject));
  const openMust = counted.filter((one) => mustHold(one.criterion.obligation) && isOpen(one)).length;
  const openShould = counted.filter((one) => one.criterion.obligation === 'SOLL' && isOpen(one)).length;
  const lights = areas.flatMap(({ id }) => {
    const ofArea = counted.filter(({ criterion }) => criterion.area === id);
    return ofArea.length === 0 ? [] : [{ area: id, light: lightOf(ofArea) }];
  });
  return { conforms: openMust === 0, openMust, openShould, areas: lights };
}

/** Red: a MUSS was found wanting. Grey: a MUSS nobody could check. Yellow: only a SOLL is wanting. */
function lightOf(judged: readonly Judged[]): LightColour {
  const openMust = judged.filter((one) => mustHold(one.criterion.obligation) && isOpen(one));
  if (openMust.some(({ result }) => result !== 'nicht_geprueft')) return 'red';
  if (openMust.length > 0) return 'grey';
  const wanting = judged.some(
    ({ criterion, result }) => criterion.obligation === 'SOLL' && result !== 'erfuellt' && result !== 'entbehrlich',
  );
  return wanting ? 'yellow' : 'green';
}

function mustHold(obligation: Obligation): boolean {
  return obligation === 'MUSS';
}

function isReasoned(reason: BothTexts | null): boolean {
  return reason !== null && reason.de.trim() !== '';
}
