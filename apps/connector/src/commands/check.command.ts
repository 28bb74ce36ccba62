import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { checkJwk, FitConnectError } from '@verbund/fit-connect';
import { createClient, realPorts, type ClientPorts } from '../client.ts';
import { loadConfig, type Config } from '../config.ts';
import { inspectDestination } from '../destination-guard.ts';
import { writeSynced } from '../durable.ts';
import { errorCode, realFiles } from '../files.ts';
import { loadKeys, publicHalf, type HeldKeys } from '../keys.ts';
import { loadSchemas } from '../schemas.ts';
import { type Command, type ExitCode } from './command.ts';
import { readArgs } from './settings-of.ts';

/** `mend` says what to do; a warning alone does not fail the check. */
export type CheckResult = { check: string; result: 'good' | 'warning' | 'failed'; message: string; mend?: string };

export const checkCommand: Command = {
  name: 'check',
  summary: 'test configuration, keys, access and folders / Konfiguration, Schlüssel, Zugang und Ordner prüfen',
  usage:
    'verbund-connector check --config FILE [--json]\n\nChanges nothing; a trial file in each folder is removed again.',
  async run(args, io) {
    const results = await checkAll(readArgs(args).config, realPorts);
    for (const { check, result, message, mend } of results) {
      io.print(`${marks[result]} ${check}: ${message}${mend === undefined ? '' : `\n    → ${mend}`}`);
    }
    io.result({ results });
    const code: ExitCode = results.some(({ result }) => result === 'failed') ? 1 : 0;
    return code;
  },
};

const marks = { good: 'gut     / good   ', warning: 'Hinweis / warning', failed: 'Fehler  / failed ' } as const;

export async function checkAll(file: string, ports: ClientPorts): Promise<CheckResult[]> {
  const verdict = await loadConfig(file);
  if (!verdict.ok) {
    const mend = `In ${file} berichtigen / correct it in ${file}`;
    return verdict.problems.map((message) => ({ check: 'config', result: 'failed', message, mend }));
  }
  const { config } = verdict;
  const results: CheckResult[] = [{ check: 'config', result: 'good', message: file }];
  results.push(...(await checkPermissions(config)));
  const loaded = await loadKeys(config.keys);
  if (loaded.ok) results.push(...checkCertificates(loaded.keys, ports.clock()));
  else results.push(...loaded.problems.map((message) => failed('keys', message, mends.keys)));
  results.push(...(await checkSchemas(config)));
  const folders = [
    ['target', config.target.folder],
    ['replies', config.replies?.folder],
    ['state', config.state.folder],
  ] as const;
  for (const [name, folder] of folders) if (folder !== undefined) results.push(await checkFolder(name, folder));
  results.push(...(await checkService(config, loaded.ok ? loaded.keys : undefined, ports)));
  return results;
}

const mends = {
  keys: 'Pfad und Rechte prüfen oder „verbund-connector keys create“ / check path and permissions, or create keys',
  credentials: 'clientId und clientSecret im Self-Service-Portal prüfen / check both in the self-service portal',
  network: 'Adresse, Netz und Proxy prüfen (NODE_USE_ENV_PROXY=1, HTTPS_PROXY) / check address, network and proxy',
  link: 'Den Client im Portal mit dem Zustellpunkt verknüpfen / link the client with the destination in the portal',
  destinationId: '„verbund-connector destination create“ oder destinationId eintragen / or enter destinationId',
  active:
    'Im Portal oder mit „destination create“ einschalten / activate it in the portal or with "destination create"',
  folder: 'Besitzer und Rechte des Ordners ändern (chown, chmod) / change owner and permissions of the folder',
  destinationKeys: 'Schlüsseldateien oder Zustellpunkt berichtigen / correct the key files or the destination',
} as const;

function failed(check: string, message: string, mend: string): CheckResult {
  return { check, result: 'failed', message, mend };
}

function warning(check: string, message: string, mend: string): CheckResult {
  return { check, result: 'warning', message, mend };
}

/** Private keys and an inline secret are for this program's account alone. */
async function checkPermissions(config: Config): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const file of [config.file, ...config.keys.encryption, config.keys.signature]) {
    const found = await stat(file).catch(() => undefined);
    // systemd guards its credentials by an access list, which shows as a group bit.
    if (!found || (found.mode & 0o077) === 0 || file.startsWith('/run/credentials/')) continue;
    const mode = (found.mode & 0o777).toString(8);
    results.push(
      warning(
        'permissions',
        `${file}: 0${mode}, auch für andere lesbar / also readable by others`,
        `chmod 600 ${file}`,
      ),
    );
  }
  return results;
}

function checkCertificates(keys: HeldKeys, now: number): CheckResult[] {
  const all = [...keys.encryption.map((key) => publicHalf(key, 'enc')), publicHalf(keys.signature, 'sig')];
  const notes = all.flatMap((key) =>
    checkJwk(key, key.alg === 'PS512' ? 'sig' : 'enc', now).map(({ message }) =>
      warning('keys', `${key.kid}: ${message}`, 'Zertifikat erneuern / renew the certificate'),
    ),
  );
  return [{ check: 'keys', result: 'good', message: all.map(({ kid }) => kid).join(', ') }, ...notes];
}

async function checkSchemas(config: Config): Promise<CheckResult[]> {
  const { problems } = await loadSchemas(config.schemas);
  return problems.map((message) => failed('schemas', message, 'Datei berichtigen / correct the file'));
}

async function checkFolder(check: string, folder: string): Promise<CheckResult> {
  const [first, second] = [join(folder, `.check-${randomUUID()}`), join(folder, `.check-${randomUUID()}`)];
  try {
    await realFiles.makeFolder(folder);
    await writeSynced(realFiles, first, Buffer.from('check'));
    await realFiles.rename(first, second);
    await realFiles.sync(folder);
    return { check, result: 'good', message: folder };
  } catch (error) {
    return failed(check, `${folder}: ${errorCode(error) ?? 'nicht beschreibbar / not writable'}`, mends.folder);
  } finally {
    for (const path of [first, second]) await realFiles.remove(path).catch(() => undefined);
  }
}

async function checkService(config: Config, keys: HeldKeys | undefined, ports: ClientPorts): Promise<CheckResult[]> {
  const { destinationId } = config;
  const { subscriber, reader } = createClient(config, { ...ports, sleep: async () => undefined });
  if (destinationId === undefined)
    return [failed('destination', 'destinationId fehlt / is missing', mends.destinationId)];
  const results: CheckResult[] = [];
  try {
    // The list proves the token and the link between client and destination at once. It writes a notify event at most.
    const { totalCount } = await subscriber.listSubmissions({ destinationId, limit: 1 });
    results.push({ check: 'access', result: 'good', message: `${totalCount} abholbereit / waiting` });
    if (!keys) return results;
    const { destination, problems } = await inspectDestination(reader, destinationId, keys);
    results.push(...problems.map((message) => failed('destination', message, mends.destinationKeys)));
    if (destination.status !== 'active')
      results.push(failed('destination', `Status: ${destination.status}`, mends.active));
    if (results.length === 1) results.push({ check: 'destination', result: 'good', message: destinationId });
  } catch (error) {
    results.push(failed('access', error instanceof Error ? error.message : String(error), mendFor(error)));
  }
  return results;
}

function mendFor(error: unknown): string {
  if (!(error instanceof FitConnectError)) return mends.network;
  if (error.type.startsWith('urn:ietf:params:oauth:error:') || error.status === 401) return mends.credentials;
  if (error.status === 403) return mends.link;
  return error.status === 404 ? mends.destinationId : mends.network;
}
