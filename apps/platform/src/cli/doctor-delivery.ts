import { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describeRevocationList, readDer } from '@verbund/fit-connect';
import { systemClock } from '#kernel/clock';
import { type Config } from '#kernel/config';
import { createDatabase } from '#kernel/db';
import { type DeliveryInspection, inspectDelivery } from '#modules/transport';
import { attempt, type Finding } from './finding.ts';

const mend = {
  anchors:
    'VERBUND_TRUST_ANCHORS: PEM-Dateien gültiger Wurzelzertifikate nennen / name PEM files of valid root certificates',
  lists: 'VERBUND_REVOCATION_LISTS: neue Sperrlisten der Aussteller holen / fetch new revocation lists of the issuers',
  file: 'aus der Sicherung zurückholen, chmod 600 / restore it from the backup, chmod 600',
  callbacks:
    '/betrieb öffnen, Rückrufe erneut versuchen oder verwerfen / open /betrieb, retry or dismiss the callbacks',
  database: 'VERBUND_TRANSPORT_DATABASE_URL prüfen, die Plattform neu starten / check it, restart the platform',
};

/** Certificate files always; key files and callbacks where this installation runs the delivery service. */
export async function deliveryFindings(config: Config, transportUrl: string | null): Promise<Finding[]> {
  const certificates = [
    await attempt('trust anchors', mend.anchors, () => anchors(config)),
    await attempt('revocation lists', mend.lists, () => lists(config)),
  ];
  if (config.fitConnect.kind === 'remote' || !config.roles.has('transport') || transportUrl === null)
    return certificates;
  const held: { found?: DeliveryInspection } = {};
  const deliveries = await attempt('deliveries', mend.database, async () => {
    held.found = await inspect(transportUrl);
    return `${held.found.items} submissions and replies are stored`;
  });
  const { found } = held;
  if (found === undefined) return [...certificates, deliveries];
  const folder = join(config.dataDir, 'transport');
  const signing = join(folder, 'event-signing-key.json');
  const callback = join(folder, 'callback-key.json');
  return [
    ...certificates,
    deliveries,
    await attempt('signing key', mend.file, () => keyFile(signing, found.items > 0 ? 'some' : [])),
    await attempt('callback key', mend.file, () => keyFile(callback, found.callbackKeys)),
    await attempt('callbacks', mend.callbacks, async () => {
      if (found.deadCallbacks > 0) throw new Error(`${found.deadCallbacks} calls were given up`);
      return 'none was given up';
    }),
  ];
}

async function inspect(url: string): Promise<DeliveryInspection> {
  const db = createDatabase(url, { max: 1, applicationName: 'verbund command' });
  try {
    return await inspectDelivery(db);
  } finally {
    await db.close();
  }
}

async function anchors({ mode, certificates }: Config): Promise<string> {
  const { anchorFiles } = certificates;
  if (anchorFiles.length === 0) {
    if (mode === 'production') throw new Error('none is set: no key of a destination is taken');
    return 'none is set, every certificate is taken';
  }
  const ends = await endsOf(anchorFiles, 'certificate', (der) => {
    const { subject, validTo } = new X509Certificate(Buffer.from(der, 'base64'));
    return { name: subject.replaceAll('\n', ', '), end: new Date(validTo) };
  });
  return `${ends.length} certificates, the first ends ${earliest(ends)}`;
}

async function lists({ certificates }: Config): Promise<string> {
  const { revocationListFiles } = certificates;
  if (revocationListFiles.length === 0) return 'none is set, revocation is not checked';
  const ends = await endsOf(revocationListFiles, 'revocationList', (der) => {
    const { issuer, nextUpdate } = describeRevocationList(der);
    if (nextUpdate === undefined) throw new Error(`the list of ${issuer} does not say when the next one comes`);
    return { name: issuer, end: nextUpdate };
  });
  return `${ends.length} lists, the first ends ${earliest(ends)}`;
}

async function endsOf(
  files: readonly string[],
  kind: Parameters<typeof readDer>[1],
  describe: (der: string) => { name: string; end: Date },
): Promise<Date[]> {
  const ends: Date[] = [];
  for (const file of files) {
    const blocks = readDer(await readFile(file, 'utf8'), kind);
    if (blocks.length === 0) throw new Error(`${file} holds no PEM block of this kind`);
    for (const der of blocks) {
      const { name, end } = readOr(() => describe(der), file);
      if (end <= systemClock.now()) throw new Error(`${file}: ${name} ended on ${day(end)}`);
      ends.push(end);
    }
  }
  return ends;
}

function readOr<T>(read: () => T, file: string): T {
  try {
    return read();
  } catch (cause) {
    throw new Error(`${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

const day = (date: Date): string => date.toISOString().slice(0, 10);
const earliest = (ends: readonly Date[]): string => day(new Date(Math.min(...ends.map((end) => end.getTime()))));

/** @param needed ids of keys that must be in it, or that any must; without a need it may be missing until the first use */
async function keyFile(file: string, needed: readonly string[] | 'some'): Promise<string> {
  const found = await stat(file).catch(() => null);
  if (found === null) {
    if (needed.length === 0) return 'made when it is needed first';
    throw new Error(`${file} is missing, and what was signed or sealed with it is stored`);
  }
  if ((found.mode & 0o077) !== 0) throw new Error(`${file} can be read by others`);
  const kids = await kidsIn(file);
  const missing = needed === 'some' ? [] : needed.filter((kid) => !kids.includes(kid));
  if (missing.length > 0) throw new Error(`${file} lacks the keys ${missing.join(', ')}`);
  return `${kids.length} in ${file}`;
}

async function kidsIn(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8');
  const value: unknown = readOr(() => JSON.parse(text) as unknown, file);
  const keys: unknown[] = isObject(value) && Array.isArray(value['keys']) ? value['keys'] : [value];
  return keys.map((key) => {
    if (isObject(key) && typeof key['kid'] === 'string') return key['kid'];
    throw new Error(`${file} holds something that is no key`);
  });
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
