import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../seeded-random.ts';
import { audit, type AuditFigures } from './audit.ts';
import { startBackOffice } from './back-office.ts';
import { untilQuiet } from './quiet.ts';
import { shuffled, type Trouble, troublesOf } from './troubles.ts';
import { createWorld, type World } from './world.ts';

export interface FaultOptions {
  submissions: number;
  seed: number;
  /** How long something may be down, full or hung. */
  longestMs: number;
  /** Mean pause between two troubles. */
  pauseMs: number;
  /** Mean pause of each sender before a submission, so that every trouble meets some. */
  paceMs: number;
  log(line: string): void;
}

export type FaultFigures = AuditFigures & {
  seed: number;
  submissions: number;
  replies: number;
  troubles: Record<string, number>;
  /** Connections that broke while something was passing. */
  cuts: number;
  slowestRecoveryMs: number;
  seconds: number;
  skipped: string[];
};

const lanes = 6;
/** New connections that break after some bytes, by themselves. */
const frayed = { api: 0.12, receiver: 0.2 };
const quietPatienceMs = 300_000;

/**
 * Senders send, connector and back offices receive and answer, while everything around them breaks at seeded moments.
 * At the end every acknowledged submission and every reply must be where it belongs, once.
 * @returns what happened, and every fault that was found
 */
export async function runFaults(options: FaultOptions): Promise<{ figures: FaultFigures; faults: string[] }> {
  const { seed, submissions, log } = options;
  const from = performance.now();
  const random = seededRandom(seed);
  log(`seed ${String(seed)}, ${String(submissions)} submissions`);
  // An exit takes the programs and the small disks along, a signal alone would not.
  const stop = (): void => process.exit(1);
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.once(signal, stop);
  const world = await createWorld({ seed, submissions, lanes, paceMs: options.paceMs, random });
  const skipped = world.disks.blobs ? [] : ['full disks: needs root to mount'];
  for (const line of skipped) log(`skipped: ${line}`);
  try {
    const office = startBackOffice(world);
    const troubles = await makeTroubles(world, options, random, () => office.answered());
    log(`troubles over after ${seconds(from)} s`);
    const faults = await untilQuiet(world, office, submissions, quietPatienceMs);
    log(`quiet after ${seconds(from)} s`);
    await office.stop();
    const { connector, receiver, sender } = world.programs;
    for (const program of [connector, receiver, sender]) {
      const end = await program.stop();
      if (end !== 0) faults.push(`${program.name} did not end in order: ${String(end)}`);
    }
    const audited = await audit(world, seed, submissions);
    faults.push(...office.faults, ...audited.faults, ...unexplainedEnds(world));
    const figures: FaultFigures = {
      seed,
      submissions: world.sender.countAcknowledged(),
      replies: world.sender.countReplies(),
      ...troubles,
      cuts: Object.values(world.wires).reduce((sum, wire) => sum + wire.cuts(), 0),
      ...audited.figures,
      seconds: Number(seconds(from)),
      skipped,
    };
    return { figures, faults };
  } finally {
    await world.close();
    for (const signal of signals) process.off(signal, stop);
  }
}

/** Until everything is sent, and each kind at least once. */
async function makeTroubles(
  world: World,
  { submissions, longestMs, pauseMs, log }: FaultOptions,
  random: () => number,
  answered: () => number,
): Promise<Pick<FaultFigures, 'troubles' | 'slowestRecoveryMs'>> {
  world.wires.api.fray(frayed.api);
  world.wires.receiver.fray(frayed.receiver);
  const counts: Record<string, number> = {};
  let slowestRecoveryMs = 0;

  async function oneAfterTheOther(all: readonly Trouble[]): Promise<void> {
    let deck: Trouble[] = [];
    let recoveryMs = 0;
    for (let done = 0; done < all.length || world.sender.countAcknowledged() < submissions; done += 1) {
      if (deck.length === 0) deck = shuffled(all, random);
      const trouble = deck.pop();
      if (!trouble) break;
      // On a slow computer what was started must also have time to do something.
      await sleep(random() * 2 * pauseMs + recoveryMs / 2);
      recoveryMs = Math.round(await trouble.run());
      slowestRecoveryMs = Math.max(slowestRecoveryMs, recoveryMs);
      counts[trouble.kind] = (counts[trouble.kind] ?? 0) + 1;
      const after = recoveryMs > 0 ? `back after ${String(recoveryMs)} ms, ` : '';
      const sent = world.sender.countAcknowledged();
      log(`${trouble.kind}: ${after}${String(sent)} sent, ${String(answered())} answered`);
    }
  }

  const { atService, around } = troublesOf(world, { random, longestMs });
  await Promise.all([oneAfterTheOther(atService), oneAfterTheOther(around)]);
  for (const wire of Object.values(world.wires)) wire.fray(0);
  return { troubles: counts, slowestRecoveryMs };
}

/** Only the connector may end by itself: when its disk is full at the start, systemd starts it again. */
function unexplainedEnds({ programs }: World): string[] {
  return Object.values(programs)
    .flatMap((program) => program.ownEnds())
    .filter((text) => !/^connector .*(ENOSPC|disk is full|disk I\/O)/s.test(text));
}

function seconds(from: number): string {
  return ((performance.now() - from) / 1000).toFixed(1);
}
