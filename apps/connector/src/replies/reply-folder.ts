import { extname, join } from 'node:path';
import { encodeMessage, parseReplyMessage, replyKinds, type ReplyMessage } from '@verbund/fit-connect';
import { isUuid, parseObject } from '../durable.ts';
import { type Files } from '../files.ts';
import { mimeTypeOf } from './mime-types.ts';

export type ReplyFolder = {
  caseId: string;
  message: ReplyMessage;
  attachments: { name: string; path: string; mimeType: string; bytes: number }[];
};
export type ReplyFolderVerdict = { ok: true; reply: ReplyFolder } | { ok: false; errors: string[] };

const known = new Set(['caseId', 'subject', 'text', 'kind', 'reference', 'attachments']);
const maximalAttachments = 100;

/** Reads reply.json and looks at the files it names; finds everything that is wrong at once. */
export async function readReplyFolder(files: Files, folder: string): Promise<ReplyFolderVerdict> {
  const bytes =
    (await files.kind(join(folder, 'reply.json'))) === 'file' && (await files.read(join(folder, 'reply.json')));
  if (!bytes) return wrong('reply.json fehlt', 'reply.json is missing');
  const value = parseObject(bytes);
  if (!value) return wrong('reply.json ist kein JSON-Objekt in UTF-8', 'reply.json is no JSON object in UTF-8');
  const errors: string[] = [];
  for (const name of Object.keys(value)) {
    if (!known.has(name)) errors.push(line(`unbekannte Angabe „${name}“`, `unknown member "${name}"`));
  }
  const caseId = value['caseId'];
  if (typeof caseId !== 'string' || !isUuid(caseId))
    errors.push(line('caseId muss die Kennung des Vorgangs sein (UUID)', 'caseId must be the id of the case (UUID)'));
  const { subject, text, kind, reference } = value;
  const message = parseReplyMessage(Buffer.from(JSON.stringify({ subject, text, kind, reference })));
  if (!message.ok) errors.push(...message.findings.map(({ path, message: why }) => `reply.json ${path}: ${why}`));
  if (!replyKinds.some((candidate) => candidate === kind)) errors.push(`kind: ${replyKinds.join(' | ')}`);
  const attachments = await readAttachments(files, folder, value['attachments'] ?? [], errors);
  if (errors.length > 0 || typeof caseId !== 'string' || !message.ok) return { ok: false, errors };
  return { ok: true, reply: { caseId, message: message.message, attachments } };
}

async function readAttachments(
  files: Files,
  folder: string,
  names: unknown,
  errors: string[],
): Promise<ReplyFolder['attachments']> {
  if (!Array.isArray(names) || !names.every((name): name is string => typeof name === 'string')) {
    errors.push(line('attachments muss eine Liste von Dateinamen sein', 'attachments must be a list of file names'));
    return [];
  }
  if (names.length > maximalAttachments)
    errors.push(line(`höchstens ${maximalAttachments} Anlagen`, `at most ${maximalAttachments} attachments`));
  if (new Set(names).size !== names.length)
    errors.push(line('eine Anlage ist zweimal genannt', 'an attachment is named twice'));
  const attachments: ReplyFolder['attachments'] = [];
  for (const name of names) {
    const path = join(folder, name);
    // A name that leads out of the folder would send any file of this computer to an applicant.
    const isPlain = name !== '' && !/[/\\\0]/.test(name) && name !== '.' && name !== '..' && name !== 'reply.json';
    if (!isPlain || (await files.kind(path)) !== 'file') {
      errors.push(
        line(`Anlage „${name}“ ist keine Datei in diesem Ordner`, `attachment "${name}" is no file in this folder`),
      );
      continue;
    }
    attachments.push({ name, path, mimeType: mimeTypeOf(extname(name)), bytes: await files.size(path) });
  }
  return attachments;
}

function line(de: string, en: string): string {
  return `${de} / ${en}`;
}

function wrong(de: string, en: string): ReplyFolderVerdict {
  return { ok: false, errors: [line(de, en)] };
}

/** The data part of the reply. */
export function replyData(reply: ReplyFolder): Uint8Array {
  return encodeMessage(reply.message);
}
