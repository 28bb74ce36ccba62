import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { fillWithOfferings, type ManyOfferings } from '../apps/platform/test/support/many-offerings.ts';
import { type Bench, type Figure, one, runLoad, whole } from './support/figures.ts';
import { type Load } from './support/load-protocol.ts';
import { setStage, type Stage } from './support/stage.ts';

const goalMilliseconds = 150;
/** More than one visitor at a time, but no queue: the goal is about one page, not about throughput. */
const timing = { connections: 2, seconds: 3, warmUpSeconds: 1 };
/** BENCH_REUSE=text: only addresses that contain it, while one of them is mended. */
const only = process.env['BENCH_REUSE'] ?? '';

interface Visit {
  what: string;
  path: string;
  as?: string;
}

export const reuseBench: Bench = {
  name: 'reuse',
  title: 'Reuse: 396 towns that adopted 100 packages each',
  async run(log) {
    const stage = await setStage({
      people: 0,
      staff: ['carla-xanten', 'kora-xanten', 'thea-xanten', 'dora-xanten', 'paula-anbieter'],
      log,
    });
    try {
      const filled = await fillWithOfferings(stage.databaseUrl, { towns: 396, packages: 100 });
      log(`${String(filled.towns)} towns, ${String(filled.packages)} packages, ${whole(filled.offerings)} offerings`);
      await stage.serve('web,transport');
      const figures: Figure[] = [];
      for (const visit of visitsOf(filled).filter(({ path }) => path.includes(only))) {
        figures.push(await measure(stage, visit, log));
      }
      return { figures, notes: [`Each page alone, ${String(timing.connections)} visitors who ask again at once.`] };
    } finally {
      await stage.close();
    }
  },
};

function visitsOf({ packageIds }: ManyOfferings): readonly Visit[] {
  const [first = '', ...others] = packageIds;
  const page = `/nachnutzung/pakete/${first}`;
  const compared = [first, ...others.slice(0, 3)].map((id) => `paket=${encodeURIComponent(id)}`).join('&');
  const api = `/api/v1/packages/${first}`;
  const visits: readonly (readonly [string, string, string?])[] = [
    ['marketplace, all', '/nachnutzung'],
    ['marketplace, search', '/nachnutzung?q=Bescheinigung+Wohnung'],
    ['marketplace, by price of a town', '/nachnutzung?ort=Xanten&sortierung=price'],
    ['marketplace, CSV', '/nachnutzung/pakete.csv?ort=Xanten'],
    ['fact sheet', `${page}?ort=Xanten`],
    ['towns of a package', `${page}/kommunen`],
    ['experience', `${page}/erfahrungen`],
    ['comparison of four', `/nachnutzung/vergleich?${compared}&ort=Xanten`],
    ['wanted services', '/nachnutzung/gesucht'],
    ['coverage of the Land', '/nachnutzung/reifegrad'],
    ['costs of a package', `${page}/kosten?ort=051700052052`],
    ['findings of the check', `${page}/pruefung`],
    ['API: packages', '/api/v1/packages'],
    ['API: a package', api],
    ['API: its towns', `${api}/towns?limit=500`],
    ['API: its prices', `${api}/prices`],
    ['API: its experience', `${api}/reviews`],
    ['API: wanted services', '/api/v1/wanted-services'],
    ['API: coverage', '/api/v1/coverage?area=050000000000'],
    ['API: offerings', '/api/v1/offerings'],
    ['API: offerings of a town', '/api/v1/offerings?area=051700052052'],
    ['finder', '/'],
    ['finder, search', '/?q=Hund+anmelden+Xanten'],
    ['page of a town', '/xanten'],
    ['page of a service', '/xanten/dienst-0001'],
    ['offerings of an authority', '/amt/verwaltung/angebote', 'carla-xanten'],
    ['adoption', '/amt/nachnutzung', 'carla-xanten'],
    ['adoption, choice', '/amt/nachnutzung/neu', 'kora-xanten'],
    ['budget', '/amt/haushalt', 'thea-xanten'],
    ['data protection', '/amt/datenschutz', 'dora-xanten'],
    ['writing of experience', `${page}/bewerten`, 'carla-xanten'],
    ['provider workspace', '/anbieter', 'paula-anbieter'],
    ['packages of a provider', '/anbieter/pakete', 'paula-anbieter'],
  ];
  return visits.map(([what, path, as]) => ({ what, path, ...(as === undefined ? {} : { as }) }));
}

async function measure(stage: Stage, { what, path, as }: Visit, log: (line: string) => void): Promise<Figure> {
  const cookie = as === undefined ? '' : (stage.staff.get(as) ?? '');
  const headers = { accept: 'text/html', 'accept-encoding': 'identity', ...(cookie === '' ? {} : { cookie }) };
  const answer = await fetch(stage.origin + path, { headers, redirect: 'manual' });
  const body = await answer.text();
  if (answer.status !== 200) {
    log(`${path}: ${String(answer.status)}`);
    return { what, measured: `status ${String(answer.status)}`, bound: '–', goal: '200', met: false };
  }
  const requests = [{ method: 'GET' as const, path, headers, body: '' }];
  const load: Load = { kind: 'repeat', ...timing, requests, expect: 200, origin: stage.origin };
  const ours = await runLoad(load);
  const bare = await startBare(answer.headers, body);
  const bound = await runLoad({ ...load, origin: bare.origin, seconds: 1 }).finally(() => bare.stop());
  log(
    `${what}: p50 ${one(ours.p50)} ms, p99 ${one(ours.p99)} ms, ${whole(body.length / 1000)} kB (bare p99 ${one(bound.p99)} ms)`,
  );
  return {
    what: `${what}, ${whole(body.length / 1000)} kB`,
    measured: `p50 ${one(ours.p50)} ms, p99 ${one(ours.p99)} ms`,
    bound: `p99 ${one(bound.p99)} ms bare node:http`,
    goal: `p99 ≤ ${String(goalMilliseconds)} ms`,
    met: ours.p99 <= goalMilliseconds,
  };
}

async function startBare(answered: Headers, body: string): Promise<{ origin: string; stop(): void }> {
  const skipped = ['content-length', 'date', 'connection', 'keep-alive', 'transfer-encoding', 'set-cookie'];
  const headers = Object.fromEntries([...answered].filter(([name]) => !skipped.includes(name)));
  const program = fileURLToPath(new URL('support/bare-server.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', program], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify({ headers, body }));
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  return { origin: `http://127.0.0.1:${port.toString().trim()}`, stop: () => void child.kill() };
}
