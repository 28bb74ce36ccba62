import { randomUUID } from 'node:crypto';
import { stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { writeSynced } from '../durable.ts';
import { errorCode, privateFolder, realFiles } from '../files.ts';
import { integrityOf, openDatabase, StateBusyError } from '../store/database.ts';
import { failed, good, messageOf, warning, type CheckResult } from './result.ts';

/** A submission may have 2 GB; below this not even one of those fits. */
const leastFreeBytes = 2_500_000_000;

/** Write, sync and rename as `run` does it; a rename across file systems would copy, and could be cut in two. */
export async function checkFolder(check: string, folder: string, mode?: number): Promise<CheckResult> {
  const [first, inner] = [join(folder, `.check-${randomUUID()}`), join(folder, `.check-${randomUUID()}`)];
  try {
    await realFiles.makeFolder(folder, mode);
    await realFiles.makeFolder(inner);
    await writeSynced(realFiles, first, Buffer.from('check'));
    await realFiles.rename(first, join(inner, 'moved'));
    await realFiles.sync(folder);
    const [here, above] = [await stat(inner), await stat(folder)];
    if (here.dev !== above.dev)
      return failed(check, `${folder}: EXDEV`, 'Ein Dateisystem verwenden / use one file system');
    return await checkSpace(check, folder);
  } catch (error) {
    const mend = 'Besitzer und Rechte des Ordners ändern (chown, chmod) / change owner and permissions of the folder';
    return failed(check, `${folder}: ${errorCode(error) ?? 'nicht beschreibbar / not writable'}`, mend);
  } finally {
    for (const path of [first, inner]) await realFiles.remove(path).catch(() => undefined);
  }
}

async function checkSpace(check: string, folder: string): Promise<CheckResult> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const shown = `${folder}: ${(free / 1e9).toFixed(1)} GB frei / free`;
  return free < leastFreeBytes ? warning(check, shown, 'Platz schaffen / free some space') : good(check, shown);
}

export async function checkState(folder: string): Promise<CheckResult[]> {
  const place = await checkFolder('state', folder, privateFolder);
  if (place.result === 'failed') return [place];
  const { mode } = await stat(folder);
  const results = [place];
  if ((mode & 0o077) !== 0)
    results.push(warning('state', `${folder}: 0${(mode & 0o777).toString(8)}`, `chmod 700 ${folder}`));
  const isNew = (await realFiles.kind(join(folder, 'connector.sqlite'))) === undefined;
  if (isNew) return [...results, good('state', 'SQLite: noch keine / none yet')];
  try {
    const database = openDatabase(folder, 0);
    const integrity = integrityOf(database);
    database.close();
    const mend = 'Aus der Sicherung zurückholen / restore it from the backup';
    return [...results, integrity === 'ok' ? good('state', 'SQLite: ok') : failed('state', integrity, mend)];
  } catch (error) {
    // A running connector holds it; that one has opened it, so it is usable.
    if (error instanceof StateBusyError)
      return [...results, good('state', 'in Benutzung von / in use by verbund-connector run')];
    return [
      ...results,
      failed('state', messageOf(error), 'Aus der Sicherung zurückholen / restore it from the backup'),
    ];
  }
}
