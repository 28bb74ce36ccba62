import { createSender, httpTransport, statusOf, type VerifiedEventLog } from '@verbund/fit-connect';
import { type Acknowledged, type AuditFigures } from './audit.ts';
import { type World } from './world.ts';

interface Item {
  item_id: string;
  kind: 'submission' | 'reply';
  case_id: string;
  destination_id: string;
  state: string;
}

/** Every case of the service: its log verifies, and says of each submission and reply the one thing that it should. */
export async function auditLogs(
  world: World,
  all: readonly Acknowledged[],
): Promise<{ faults: string[]; figures: Omit<AuditFigures, 'filesWithoutRow'> }> {
  const faults: string[] = [];
  const { addresses, portal, ownDestinationId } = world.registered;
  const sender = createSender({ ...addresses, ...portal, transport: httpTransport() });
  const items = await world.database.query<Item>(
    'select item_id, kind, case_id, destination_id, state from transport.item',
  );
  const bySubmission = new Map(all.map((each) => [each.submissionId, each]));
  const figures = { cases: 0, events: 0, emptyItems: 0 };

  function check(log: VerifiedEventLog, { item_id: id, kind, case_id: caseId }: Item): void {
    const names = log.events.filter(({ subject }) => subject.id === id).map(({ name }) => name);
    const steps = names.filter((name) => !name.startsWith('notify-')).join(' ');
    if (steps === `create-${kind}`) {
      figures.emptyItems += 1;
      if (bySubmission.has(id)) faults.push(`submission ${id} was acknowledged, and the log knows no submit`);
      return;
    }
    if (steps !== `create-${kind} submit-${kind} accept-${kind}`) faults.push(`${kind} ${id}: ${steps}`);
    if (statusOf(log, kind, id).state !== 'accepted') faults.push(`${kind} ${id} is not accepted`);
    if (names.length > new Set(names).size) faults.push(`${kind} ${id} has an event twice: ${names.join(' ')}`);
    if (kind === 'reply') return;
    const known = bySubmission.get(id);
    if (!known) faults.push(`submission ${id} is at the service, and nobody was told of it`);
    else if (known.caseId !== caseId) faults.push(`submission ${id} lies in another case than its sender was told`);
  }

  const ofCase = Map.groupBy(items, ({ case_id: caseId }) => caseId);
  for (const [caseId, inCase] of ofCase) {
    const destinationId = inCase[0]?.destination_id ?? '';
    const about = { destinationId, replyReceiverId: ownDestinationId };
    const verdict = await sender.verifiedCaseLog(caseId, about);
    if (!verdict.ok) {
      faults.push(`the log of case ${caseId} does not verify: ${JSON.stringify(verdict.failures)}`);
      continue;
    }
    figures.cases += 1;
    figures.events += verdict.log.events.length;
    for (const item of inCase) check(verdict.log, item);
    faults.push(...countInCase(caseId, inCase, all));
  }
  return { faults, figures };
}

/** Two submissions in one case are right only where one was sent to continue it; each gets one reply. */
function countInCase(caseId: string, inCase: readonly Item[], all: readonly Acknowledged[]): string[] {
  const planned = all.filter((each) => each.caseId === caseId).length;
  const ended = (kind: Item['kind']): number =>
    inCase.filter((item) => item.kind === kind && item.state !== 'incomplete').length;
  const [submissions, replies] = [ended('submission'), ended('reply')];
  if (submissions === planned && replies === planned) return [];
  const found = `${String(submissions)} submissions and ${String(replies)} replies`;
  return [`case ${caseId} has ${found}, ${String(planned)} were planned`];
}
