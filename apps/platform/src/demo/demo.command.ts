import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { generateRsaKeyPair, type RsaKeyPair } from '@verbund/fit-connect';
import { readConfig } from '#kernel/config';
import { createLogger, type Logger } from '#kernel/logging';
import { type Command, RefusedError } from '../cli/command.ts';
import { orderToStop, runPlatform } from '../run-platform.ts';
import { type ChildProgram } from './child-programs.ts';
import { type DemoConnector, setUpConnector, startKnownConnector } from './connector.ts';
import { demoTowns } from './content.ts';
import { greeting } from './greeting.ts';
import { demoPorts } from './ports.ts';
import { offer, seedDemo } from './seed.ts';
import { startSimulators } from './simulators.ts';

export const demoCommand: Command = {
  name: 'demo',
  summary: 'run the demonstration with simulators / die Demonstration mit Simulatoren starten',
  usage:
    'verbund demo\n\nMigrates, seeds, starts the platform, one connector, identity providers and a mail catcher on free ports, all below VERBUND_DATA_DIR (./data).',
  async run(args, io) {
    parseArgs({ args: [...args], options: {}, strict: true });
    if (io.env['VERBUND_MODE'] === 'production') {
      throw new RefusedError(
        'verbund demo startet Simulatoren und läuft nicht im Modus production. / Use "verbund serve".',
      );
    }
    const dataDir = resolve(io.env['VERBUND_DATA_DIR'] ?? './data');
    const isFirstStart = !existsSync(join(dataDir, 'postgres'));
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const log = createLogger({ level: 'warn' });
    const wished = io.env['PORT'] === undefined ? null : Number(io.env['PORT']);
    const ports = await demoPorts(dataDir, wished);
    const publicUrl = io.env['VERBUND_PUBLIC_URL'] ?? `http://localhost:${String(ports.platform)}`;
    const children: ChildProgram[] = [];
    try {
      const simulators = startSimulators(dataDir, ports, publicUrl, { log, env: io.env });
      void simulators.started.then((programs) => children.push(...programs)).catch(() => undefined);
      const env = {
        VERBUND_LOG_LEVEL: 'warn',
        ...simulators.env,
        VERBUND_ALLOWED_HOSTS: '127.0.0.1,localhost',
        ...io.env,
        VERBUND_DATA_DIR: dataDir,
        PORT: String(ports.platform),
        VERBUND_PUBLIC_URL: publicUrl,
      };
      const config = readConfig(env);
      const pairs = isFirstStart ? keyPairsAhead() : [];
      const known = await startKnownConnectors(dataDir, log, io.env);
      let seeded: Awaited<ReturnType<typeof seedDemo>> = { towns: new Map(), versions: [] };
      const running = await runPlatform(config, {
        beforeListening: async (platform) => {
          for (const pair of pairs) await platform.kernel.keys?.addToStock(await pair);
          seeded = await seedDemo(platform, config);
        },
      });
      try {
        const { towns, versions } = seeded;
        for (const [town, tenant] of towns) {
          if (town.receives !== 'connector') continue;
          const parts = { platform: running.platform, dataDir, publicUrl, tenant, versions, log, env: io.env };
          const connector = known.get(tenant.slug) ?? (await setUpConnector(parts));
          await offer(running.platform, tenant, connector.destinationId, versions);
          children.push(await connector.program);
        }
        await simulators.started;
        for (const line of greeting({ publicUrl, ports, dataDir })) io.print(line);
        io.result({ ready: true, url: publicUrl });
        await orderToStop();
      } finally {
        await running.stop();
      }
      return 0;
    } finally {
      await Promise.all(children.map((child) => child.stop()));
    }
  },
};

/** Two inboxes and the portal need two pairs each. They are made on the second core while the database is set up. */
function keyPairsAhead(): Promise<RsaKeyPair>[] {
  const pairs = Array.from({ length: 6 }, () => generateRsaKeyPair());
  // A failure shows where the pair is awaited; without this it would end the process before.
  for (const pair of pairs) pair.catch(() => undefined);
  return pairs;
}

async function startKnownConnectors(
  dataDir: string,
  log: Logger,
  env: NodeJS.ProcessEnv,
): Promise<Map<string, DemoConnector>> {
  const known = new Map<string, DemoConnector>();
  for (const { slug, receives } of await demoTowns()) {
    const connector = receives === 'connector' ? await startKnownConnector(slug, { dataDir, log, env }) : null;
    if (connector !== null) known.set(slug, connector);
  }
  return known;
}
