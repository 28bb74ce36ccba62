import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Made at the first start of demo or test; lost with the data folder. Production brings its own. */
export interface LocalSecrets {
  /** Base64 of 32 bytes. */
  masterKey: string;
  /** Of the embedded database's superuser; the other logins' passwords follow from it. */
  databasePassword: string;
}

export function readOrCreateLocalSecrets(dataDir: string): LocalSecrets {
  const file = join(dataDir, 'secrets.json');
  return read(file) ?? create(dataDir, file);
}

function read(file: string): LocalSecrets | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || !('masterKey' in value) || !('databasePassword' in value)) {
    throw new Error(`${file} is damaged; restore it from a backup, without it the stored data cannot be opened`);
  }
  return { masterKey: String(value.masterKey), databasePassword: String(value.databasePassword) };
}

function create(dataDir: string, file: string): LocalSecrets {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const made = {
    masterKey: randomBytes(32).toString('base64'),
    databasePassword: randomBytes(24).toString('base64url'),
  };
  const draft = `${file}.${process.pid}.new`;
  writeFileSync(draft, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600, flush: true });
  try {
    // A link fails when the file exists: of two first starts one wins, and both use the winner's secrets.
    linkSync(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return read(file) ?? made;
}
