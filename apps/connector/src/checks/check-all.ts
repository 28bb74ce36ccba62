import { type ClientPorts } from '../client.ts';
import { type DestinationConfig } from '../config-destination.ts';
import { loadConfig, type Config } from '../config.ts';
import { createTarget } from '../connector.ts';
import { realFiles } from '../files.ts';
import { loadKeys } from '../keys.ts';
import { loadSchemas } from '../schemas/schemas.ts';
import { checkDoor } from './door.ts';
import { checkFolder, checkState } from './folders.ts';
import { checkCertificates, checkPermissions } from './keys.ts';
import { failed, good, type CheckResult } from './result.ts';
import { checkService } from './service.ts';

const mendKeys =
  'Pfad und Rechte prüfen oder „verbund-connector keys create“ / check path and permissions, or create keys';

/** Tests everything that `run` will need. Changes nothing; trial files are removed again. */
export async function checkAll(file: string, ports: ClientPorts): Promise<CheckResult[]> {
  const verdict = await loadConfig(file);
  if (!verdict.ok) {
    const mend = `In ${file} berichtigen / correct it in ${file}`;
    return verdict.problems.map((message) => failed('config', message, mend));
  }
  const { config } = verdict;
  const results: CheckResult[] = [good('config', file)];
  results.push(...(await checkPermissions([file])));
  results.push(...(await checkState(config.stateFolder)));
  if (config.http) results.push(await checkDoor(config.http));
  for (const destination of config.destinations) {
    const found = await checkDestination(destination, config, ports);
    results.push(...found.map((result) => ({ destination: destination.name, ...result })));
  }
  return results;
}

async function checkDestination(
  destination: DestinationConfig,
  { stateFolder }: Config,
  ports: ClientPorts,
): Promise<CheckResult[]> {
  const { keys, target, replies, schemas, name } = destination;
  const results = await checkPermissions([...keys.encryption, keys.signature]);
  const loaded = await loadKeys(keys);
  if (loaded.ok) results.push(...checkCertificates(loaded.keys, ports.clock()));
  else results.push(...loaded.problems.map((message) => failed('keys', message, mendKeys)));
  const { problems } = await loadSchemas(schemas);
  results.push(...problems.map((message) => failed('schemas', message, 'Datei berichtigen / correct the file')));
  if (target.kind === 'folder') results.push(await checkFolder('target', target.folder));
  const probe = await createTarget(target, name, stateFolder, realFiles, ports.clock).probe();
  if (target.kind !== 'folder')
    results.push(probe.ok ? good('target', probe.message) : failed('target', probe.message, probe.mend));
  if (replies?.folder !== undefined) results.push(await checkFolder('replies', replies.folder));
  results.push(...(await checkService(destination, loaded.ok ? loaded.keys : undefined, ports)));
  return results;
}
