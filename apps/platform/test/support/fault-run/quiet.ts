import { setTimeout as sleep } from 'node:timers/promises';
import { type BackOffice } from './back-office.ts';
import { type World } from './world.ts';

const hopelessMs = 30_000;

/** Waits until everything that was begun has come to its end; otherwise says how far it came and what the programs say. */
export async function untilQuiet(
  world: World,
  office: BackOffice,
  submissions: number,
  patienceMs: number,
): Promise<string[]> {
  const from = performance.now();
  const deadline = from + patienceMs;
  for (;;) {
    const reached = await progressOf(world, office);
    if (Object.values(reached).every((count) => count >= submissions)) return [];
    // With a fault the end may never be reached.
    const isHopeless = office.faults.length + world.sender.failures().length > 0;
    if (performance.now() > (isHopeless ? Math.min(deadline, from + hopelessMs) : deadline)) {
      const said = Object.values(world.programs).map(
        (program) => `${program.name} said: ${program.said().slice(-3000)}`,
      );
      return [`not quiet in time, ${String(submissions)} were to be reached: ${JSON.stringify(reached)}`, ...said];
    }
    await sleep(500);
  }
}

async function progressOf(world: World, office: BackOffice): Promise<Record<string, number>> {
  const rows = await world.database.query<{ kind: string; count: number }>(
    `select kind, count(*)::int from transport.item where state = 'accepted' group by kind`,
  );
  const accepted = (kind: string): number => rows.find((row) => row.kind === kind)?.count ?? 0;
  return {
    acknowledged: world.sender.countAcknowledged(),
    acceptedSubmissions: accepted('submission'),
    answered: office.answered(),
    acceptedReplies: accepted('reply'),
    receivedReplies: world.sender.countReplies(),
    repliesKnownAsAccepted: await office.knownAsAccepted(),
  };
}
