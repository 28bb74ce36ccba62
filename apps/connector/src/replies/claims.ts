import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { isUuid } from '../durable.ts';
import { privateFolder, type Files } from '../files.ts';

/**
 * Replies on their way. A claim is `.sending/<uuid>/<name>` with its journal `.sending/<uuid>.json`: one delivery, one
 * journal, and content that the back office does not change any more.
 */
export type Claims = {
  /** Takes what is marked ready; says what could not be taken. */
  takeReady(): Promise<unknown[]>;
  list(): Promise<string[]>;
  /** Undefined when the claim holds no reply: a crash came before it was moved in, or after it was put away. */
  find(claimId: string): Promise<{ name: string; path: string } | undefined>;
  journalOf(claimId: string): string;
  putAway(kind: 'sent' | 'failed', claimId: string, name: string): Promise<void>;
  forget(claimId: string): Promise<void>;
};

const own = new Set(['sent', 'failed']);
const readyMark = 'READY';
const readyEnding = '.ready';

export function createClaims(files: Files, folder: string): Claims {
  const sending = join(folder, '.sending');
  const journalOf = (claimId: string) => join(sending, `${claimId}.json`);

  async function take(name: string): Promise<void> {
    const home = join(sending, randomUUID());
    await files.makeFolder(home, privateFolder);
    await files.sync(sending);
    await files.rename(join(folder, name), join(home, name));
    await files.sync(home);
    await files.sync(folder);
  }

  /** The journal goes last: as long as there is content, it must be found. */
  async function forget(claimId: string): Promise<void> {
    await files.remove(join(sending, claimId));
    await files.sync(sending);
    await files.remove(journalOf(claimId));
  }

  return {
    journalOf,
    forget,
    async takeReady() {
      const failures: unknown[] = [];
      for (const { name, kind } of await files.list(folder)) {
        if (kind !== 'folder' || name.startsWith('.') || own.has(name)) continue;
        const isReady = name.endsWith(readyEnding) || (await files.kind(join(folder, name, readyMark))) === 'file';
        if (!isReady) continue;
        try {
          await take(name);
        } catch (error) {
          // One folder with wrong permissions must not hold up the others.
          failures.push(error);
        }
      }
      return failures;
    },
    async list() {
      const names = (await files.list(sending)).map(({ name }) => name.replace(/\.json$/, ''));
      return [...new Set(names)].filter(isUuid);
    },
    async find(claimId) {
      const [entry] = (await files.list(join(sending, claimId))).filter(({ kind }) => kind === 'folder');
      return entry && { name: entry.name, path: join(sending, claimId, entry.name) };
    },
    async putAway(kind, claimId, name) {
      const target = join(folder, kind);
      await files.makeFolder(target);
      await files.sync(folder);
      const isTaken = (await files.kind(join(target, name))) !== undefined;
      const unique = isTaken ? `${name.slice(0, 60)}-${claimId}` : name;
      await files.rename(join(sending, claimId, name), join(target, unique));
      await files.sync(target);
      await forget(claimId);
    },
  };
}
