import { type StoredBlob } from '#kernel/blobs';
import { isUuid } from '#kernel/ids';
import { authenticationTag, checkJweShape, nextState, type ItemKind } from '@verbund/fit-connect';
import { type ApiVersion } from './api-versions.ts';
import { type BegunSubmissions, type LoggedItem } from './begun-submissions.ts';
import { callerOnce, type Caller } from './caller.ts';
import { deleteItem } from './deletion.ts';
import { accept } from './destinations.ts';
import { type SubmitBody } from './domain/announcement.ts';
import { scanJwe } from './domain/jwe-scan.ts';
import { refusal } from './errors.ts';
import { notFound, tagsOf, type ItemKernel } from './items.ts';
import { changeItem } from './store/events.ts';
import {
  lockItem,
  putAttachment,
  putAttachmentAtOnce,
  selectItemWithLog,
  type ItemRow,
  type NewAttachment,
} from './store/items.ts';

export interface UploadTarget {
  kind: ItemKind;
  itemId: string;
  attachmentId: string;
}

/** What the writer of an item hands in: attachments, then metadata and data. */
export interface Deposits {
  upload(
    caller: Caller,
    version: ApiVersion,
    target: UploadTarget,
    body: AsyncIterable<Uint8Array>,
    /** As the writer declared it. */
    length: number | null,
  ): Promise<void>;
  submit(caller: Caller, version: ApiVersion, kind: ItemKind, itemId: string, body: unknown): Promise<LoggedItem>;
  /** Takes back what was announced and never submitted. */
  withdraw(caller: Caller, kind: ItemKind, itemId: string): Promise<void>;
}

async function ownItem({ db }: ItemKernel, caller: Caller, kind: ItemKind, itemId: string): Promise<LoggedItem> {
  const item = isUuid(itemId) ? await callerOnce(db, caller, (tx) => selectItemWithLog(tx, kind, itemId)) : null;
  if (!item) throw notFound(kind);
  // A token for other destinations does not complete a reply of this one.
  const isWriter = item.writer_id === caller.client && (kind === 'submission' || item.linked);
  if (!isWriter) throw refusal('forbidden', `Only its writer completes a ${kind}.`);
  return item;
}

/** Up to here a JWE lies in its row, which is durable with the commit that is needed anyway; above it is a file. */
const inRowBytes = 256 * 1024;

type StoredJwe = { tag: string; bytes: number } & ({ content: string } | { blob: StoredBlob });

/** Checks the form while it streams by; a bad one is never given a name in the storage. */
async function storeJwe(
  { blobs, limits }: ItemKernel,
  version: ApiVersion,
  body: AsyncIterable<Uint8Array>,
): Promise<StoredJwe> {
  const scan = scanJwe(version.jwe);
  let tag = '';
  async function* checked(): AsyncGenerator<Uint8Array> {
    for await (const chunk of body) {
      scan.add(chunk);
      yield chunk;
    }
    const result = scan.finish();
    const [finding] = result.findings;
    if (finding) throw refusal('jwe-invalid', finding.message);
    tag = result.tag;
  }
  const pieces = checked();
  const { held, isWhole } = await readUpTo(pieces, Math.min(inRowBytes, limits.attachmentBytes));
  if (isWhole) {
    // The scan let nothing pass but base64url and dots: one character per byte.
    const content = Buffer.concat(held).toString('latin1');
    return { content, tag, bytes: content.length };
  }
  const blob = await blobs.store(chained(held, pieces), { key: null, maxBytes: limits.attachmentBytes });
  return { blob, tag, bytes: blob.bytes };
}

/** Reads to the end, or until more than `most` bytes are held. */
async function readUpTo(pieces: AsyncGenerator<Uint8Array>, most: number) {
  const held: Uint8Array[] = [];
  for (let length = 0; length <= most;) {
    const next = await pieces.next();
    if (next.done === true) return { held, isWhole: true };
    held.push(next.value);
    length += next.value.length;
  }
  return { held, isWhole: false };
}

async function* chained(held: readonly Uint8Array[], rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* held;
  yield* rest;
}

function requireRoom({ limits }: ItemKernel, item: Pick<ItemRow, 'attachments'>, id: string, bytes: number): void {
  const others = Object.entries(item.attachments).filter(([other]) => other !== id);
  const total = others.reduce((sum, [, attachment]) => sum + attachment.bytes, bytes);
  if (total <= limits.totalBytes) return;
  throw refusal('too-large', `All attachments together may have at most ${limits.totalBytes} bytes.`);
}

/** The usual small attachment takes one statement. False: to be refused, or others upload at the same time. */
async function recordAtOnce(
  { db, clock, limits }: ItemKernel,
  begun: BegunSubmissions,
  caller: Caller,
  { kind, itemId, attachmentId }: UploadTarget,
  jwe: StoredJwe,
): Promise<boolean> {
  if (!('content' in jwe) || !isUuid(itemId) || !isUuid(attachmentId)) return false;
  const row = attachmentRow(attachmentId, jwe, clock.now());
  const version = await callerOnce(db, caller, (tx) => putAttachmentAtOnce(tx, { kind, itemId, ...limits }, row));
  if (version !== null) begun.uploaded(itemId, attachmentId, row, version);
  return version !== null;
}

/** Names what was stored, under the lock of the item: no submit and no other upload comes in between. */
async function recordUnderLock(kernel: ItemKernel, item: ItemRow, id: string, jwe: StoredJwe): Promise<void> {
  const { db, blobs, clock } = kernel;
  const client = item.writer_id;
  await db.tx({ client }, async (tx) => {
    const locked = await lockItem(tx, item);
    if (locked?.state !== 'incomplete') throw refusal('state-invalid', `No upload: the ${item.kind} is complete.`);
    requireRoom(kernel, locked, id, jwe.bytes);
    if ('blob' in jwe) await blobs.record(tx, { client }, jwe.blob);
    await putAttachment(tx, item.item_id, attachmentRow(id, jwe, clock.now()));
    const replaced = locked.attachments[id]?.blob;
    if (replaced) await blobs.discard(tx, replaced);
  });
}

function attachmentRow(id: string, jwe: StoredJwe, now: Date): NewAttachment {
  const place = 'blob' in jwe ? { blob: jwe.blob.id, content: null } : { blob: null, content: jwe.content };
  return { id, ...place, tag: jwe.tag, bytes: jwe.bytes, now };
}

/** Null: something was uploaded since the item was read, so the signed tags are stale. */
async function storeSubmit(
  { db, clock, events }: ItemKernel,
  item: LoggedItem,
  body: SubmitBody,
): Promise<LoggedItem | null> {
  const missing = item.announced.filter((id) => !item.attachments[id]);
  if (missing.length > 0) throw refusal('attachments-incomplete', `Missing: ${missing.join(', ')}.`);
  const tags = tagsOf(item, bodyTags(body));
  const { kind, item_id: itemId, case_id: caseId, version } = item;
  const event = await events.sign('submit', { kind, itemId, caseId }, { authenticationTags: tags });
  const change = { itemId, from: 'incomplete', to: 'submitted', version, content: { ...body, tags } } as const;
  const isDone = await db.once({ client: item.writer_id }, (tx) => changeItem(tx, change, event, clock.now()));
  // It was incomplete all the time since it was read, so nothing else can have come into its log.
  return isDone ? { ...item, state: 'submitted', log: [...item.log, event.token] } : null;
}

/** A repeat after a lost answer: the same tags stand for the same bytes; others are a conflict (reference 12). */
function requireSameTags({ kind, tags: held }: ItemRow, body: SubmitBody): void {
  const tags = bodyTags(body);
  if (held?.metadata === tags.metadata && held.data === tags.data) return;
  throw refusal('state-invalid', `The ${kind} was submitted with other contents.`);
}

function bodyTags({ encryptedMetadata, encryptedData }: SubmitBody): { metadata: string; data?: string } {
  const metadata = authenticationTag(encryptedMetadata);
  return encryptedData === null ? { metadata } : { metadata, data: authenticationTag(encryptedData) };
}

function requireContent({ limits }: ItemKernel, version: ApiVersion, body: SubmitBody): void {
  const parts = [
    { name: 'encryptedMetadata', jwe: body.encryptedMetadata, maximum: limits.metadataBytes },
    { name: 'encryptedData', jwe: body.encryptedData, maximum: limits.dataBytes },
  ];
  for (const { name, jwe, maximum } of parts) {
    if (jwe === null) continue;
    if (jwe.length > maximum) throw refusal('too-large', `${name} may have at most ${maximum} bytes.`);
    const [finding] = checkJweShape(jwe, { cty: 'structured', ...version.jwe });
    if (finding) throw refusal('jwe-invalid', `${name}: ${finding.message}`);
  }
}

export function createDeposits(kernel: ItemKernel, begun: BegunSubmissions): Deposits {
  return {
    async upload(caller, version, target, body, length) {
      const small = length !== null && length <= inRowBytes ? await storeJwe(kernel, version, body) : null;
      if (small !== null && (await recordAtOnce(kernel, begun, caller, target, small))) return;
      const { kind, itemId, attachmentId } = target;
      const item = await ownItem(kernel, caller, kind, itemId);
      if (item.state !== 'incomplete') throw refusal('state-invalid', `No upload: the ${kind} is ${item.state}.`);
      if (!item.announced.includes(attachmentId)) {
        throw refusal('attachment-not-announced', 'This attachment was not announced.');
      }
      await recordUnderLock(kernel, item, attachmentId, small ?? (await storeJwe(kernel, version, body)));
    },

    async submit(caller, version, kind, itemId, rawBody) {
      const body = accept(version.parseSubmit(rawBody));
      requireContent(kernel, version, body);
      const remembered = kind === 'submission' ? begun.take(caller, itemId) : null;
      const first = remembered && (await storeSubmit(kernel, remembered, body));
      if (first) return first;
      for (let attempt = 1; ; attempt += 1) {
        const item = await ownItem(kernel, caller, kind, itemId);
        // Announced and given up: nothing is left that could be completed.
        if (item.state === 'deleted' && item.tags === null) throw notFound(kind);
        if (!nextState(kind, item.state, 'submit', 'service').ok) {
          requireSameTags(item, body);
          return item;
        }
        const submitted = await storeSubmit(kernel, item, body);
        if (submitted) return submitted;
        if (attempt === 3) throw refusal('state-invalid', `The ${kind} keeps changing; stop the uploads first.`);
      }
    },

    async withdraw(caller, kind, itemId) {
      for (let attempt = 1; attempt <= 3; attempt += 1) {
        const item = await ownItem(kernel, caller, kind, itemId);
        if (item.state === 'deleted' && item.tags === null) return;
        if (item.state !== 'incomplete') {
          throw refusal('state-invalid', `Only what was never submitted is taken back; the ${kind} is ${item.state}.`);
        }
        if (await deleteItem(kernel, item, { withdrawn: true })) return;
      }
      throw refusal('state-invalid', `The ${kind} keeps changing; stop the uploads first.`);
    },
  };
}
