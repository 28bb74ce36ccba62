import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { isUuid, replaceDurably, toJson } from '../durable.ts';
import { privateFolder, type Files } from '../files.ts';
import { type ReplyStore, type StoredReply } from '../store/replies.ts';

/** Content of a reply on its way; the back office does not change it any more. */
export type ReplyContent = { name: string; path: string };

/** Where the content of replies lies, and what becomes of it in the end. */
export type ReplyHome = {
  /** New ones become known to the store; says what could not be taken. */
  takeReady(): Promise<unknown[]>;
  /** Undefined: a crash came before it was moved in, or after it was put away. */
  find(id: string): Promise<ReplyContent | undefined>;
  /** Before the store learns of the end: leaves the note for the back office. */
  note(content: ReplyContent, file: string, text: Uint8Array): Promise<void>;
  placeFor(kind: 'sent' | 'failed', id: string, content: ReplyContent): Promise<string | undefined>;
  /** After the store has learned of the end. Repeatable. */
  putAway(reply: StoredReply): Promise<void>;
  /** The applicant's side has decided. */
  noteState(reply: StoredReply, about: Record<string, unknown>): Promise<void>;
};

const own = new Set(['sent', 'failed']);
const readyMark = 'READY';
const readyEnding = '.ready';

/** Folders of the back office. One on its way is `.sending/<id>/<name>`, an ended one `sent/<name>` or `failed/<name>`. */
export function createFolderHome(files: Files, folder: string, store: ReplyStore, destination: string): ReplyHome {
  const sending = join(folder, '.sending');

  async function take(name: string): Promise<void> {
    const home = join(sending, randomUUID());
    await files.makeFolder(home, privateFolder);
    await files.sync(sending);
    await files.rename(join(folder, name), join(home, name));
    await files.sync(home);
    await files.sync(folder);
  }

  async function isReady(name: string): Promise<boolean> {
    return name.endsWith(readyEnding) || (await files.kind(join(folder, name, readyMark))) === 'file';
  }

  async function find(id: string): Promise<ReplyContent | undefined> {
    const [entry] = (await files.list(join(sending, id))).filter(({ kind }) => kind === 'folder');
    return entry && { name: entry.name, path: join(sending, id, entry.name) };
  }

  return {
    find,
    async takeReady() {
      const failures: unknown[] = [];
      for (const { name, kind } of await files.list(folder)) {
        if (kind !== 'folder' || name.startsWith('.') || own.has(name) || !(await isReady(name))) continue;
        try {
          await take(name);
        } catch (error) {
          // One folder with wrong permissions must not hold up the others.
          failures.push(error);
        }
      }
      for (const { name: id } of await files.list(sending))
        if (isUuid(id)) store.add({ id, destination, source: 'folder' });
      return failures;
    },
    note: ({ path }, file, text) => replaceDurably(files, join(path, file), text),
    async placeFor(kind, id, { name }) {
      const isTaken = (await files.kind(join(folder, kind, name))) !== undefined;
      return join(kind, isTaken ? `${name.slice(0, 60)}-${id}` : name);
    },
    async putAway({ id, state, place }) {
      const content = await find(id);
      const target = join(folder, state === 'failed' ? 'failed' : 'sent');
      if (content && place !== undefined) {
        await files.makeFolder(target);
        await files.sync(folder);
        await files.rename(content.path, join(folder, place));
        await files.sync(target);
      }
      await files.remove(join(sending, id));
      await files.sync(sending);
    },
    async noteState({ place }, about) {
      // The back office may have taken the folder away.
      if (place === undefined || (await files.kind(join(folder, place))) !== 'folder') return;
      await replaceDurably(files, join(folder, place, 'sent.json'), toJson(about));
    },
  };
}

/** Content that came over HTTP; it goes when the service has it, and asking for the state is how one learns of the end. */
export function createHttpHome(files: Files, folder: string): ReplyHome {
  return {
    takeReady: async () => [],
    async find(id) {
      const path = join(folder, id);
      return (await files.kind(path)) === 'folder' ? { name: id, path } : undefined;
    },
    note: async () => undefined,
    placeFor: async () => undefined,
    async putAway({ id }) {
      await files.remove(join(folder, id));
    },
    noteState: async () => undefined,
  };
}
