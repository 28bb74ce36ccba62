import { setTimeout as sleep } from 'node:timers/promises';
import { type Program } from './program.ts';
import { type World } from './world.ts';

/** One kind of trouble: it comes, lasts, and is over when this resolves. */
export interface Trouble {
  kind: string;
  /** @returns milliseconds until everything answered again, where something had to be started */
  run(): Promise<number>;
}

interface Settings {
  random: () => number;
  /** How long something may be down or full. */
  longestMs: number;
}

/** Two lists whose troubles may come at the same time: at the service, and at those around it. */
export function troublesOf(world: World, { random, longestMs }: Settings): { atService: Trouble[]; around: Trouble[] } {
  const { programs, wires, database, disks } = world;
  const aWhile = (): Promise<void> => sleep(300 + random() * (longestMs - 300));

  async function startDatabase(): Promise<void> {
    await database.start();
    wires.database.lead(database.port());
  }

  const down = (kind: string, program: Program, lasting: boolean): Trouble => ({
    kind,
    async run() {
      await program.kill();
      if (lasting) await aWhile();
      program.start();
      return program.ready();
    },
  });

  const diskFull = (name: keyof World['disks'], kind: string): Trouble[] => {
    const disk = disks[name];
    if (!disk) return [];
    const run = async (): Promise<number> => {
      // Nearly full: what is large breaks in its middle, what is small still passes for a moment.
      disk.fill(Math.floor(random() * 300_000));
      await aWhile();
      disk.empty();
      return 0;
    };
    return [{ kind, run }];
  };

  const at = (kind: string, act: () => Promise<void> | void): Trouble => ({
    kind,
    async run() {
      await act();
      return 0;
    },
  });

  const everythingKilled = async (): Promise<number> => {
    const all = Object.values(programs);
    await Promise.all([...all.map((program) => program.kill()), database.kill()]);
    const from = performance.now();
    await startDatabase();
    for (const program of all) program.start();
    await Promise.all(all.map((program) => program.ready()));
    return performance.now() - from;
  };

  const databaseKilled = async (): Promise<number> => {
    const from = performance.now();
    await database.kill();
    await startDatabase();
    await programs.service.ready();
    return performance.now() - from;
  };

  const receiverFails = async (): Promise<void> => {
    const answer = [503, 500, 'hang', 'lose'][Math.floor(random() * 4)];
    const body = JSON.stringify({ answer, times: 1 + Math.floor(random() * 3) });
    await fetch(`${world.receiverUrl}/behaviour`, { method: 'POST', body }).catch(() => undefined);
  };

  return {
    atService: [
      down('service killed', programs.service, false),
      down('service down', programs.service, true),
      { kind: 'database killed', run: databaseKilled },
      { kind: 'everything killed', run: everythingKilled },
      ...diskFull('blobs', 'disk of the service full'),
      at('connections cut', () => wires.api.cutAll()),
      at('connections hung', () => wires.api.hang(300 + random() * Math.min(longestMs, 3000))),
      at('connections to the database cut', () => wires.database.cutAll()),
    ],
    around: [
      down('connector killed', programs.connector, false),
      down('connector down', programs.connector, true),
      down('receiver killed', programs.receiver, false),
      down('receiver down', programs.receiver, true),
      down('sender killed', programs.sender, false),
      ...diskFull('target', 'disk of the back office full'),
      ...diskFull('state', 'disk of the connector full'),
      at('connections to the receiver cut', () => wires.receiver.cutAll()),
      at('receiver fails', receiverFails),
    ],
  };
}

/** Each kind once, in another order each time. */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const deck = [...items];
  for (let last = deck.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [deck[last], deck[other]] = [deck[other] as T, deck[last] as T];
  }
  return deck;
}
