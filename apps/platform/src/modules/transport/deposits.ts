import { isUuid } from '#kernel/ids';
import { authenticationTag, checkJweShape, nextState, type ItemKind } from '@verbund/fit-connect';
import { type ApiVersion } from './api-versions.ts';
import { callerOnce, type Caller } from './caller.ts';
import { deleteItem } from './deletion.ts';
import { accept } from './destinations.ts';
import { type SubmitBody } from './domain/announcement.ts';
import { scanJwe } from './domain/jwe-scan.ts';
import { refusal } from './errors.ts';
import { notFound, tagsOf, type ItemKernel } from './items.ts';
import { changeItem } from './store/events.ts';
import { lockItem, putAttachment, selectItem, type ItemRow } from './store/items.ts';

/** What the writer of an item hands in: attachments, then metadata and data. */
export interface Deposits {
  upload(
    caller: Caller,
    version: ApiVersion,
    target: { kind: ItemKind; itemId: string; attachmentId: string },
    body: AsyncIterable<Uint8Array>,
  ): Promise<void>;
  submit(caller: Caller, version: ApiVersion, kind: ItemKind, itemId: string, body: unknown): Promise<ItemRow>;
  /** Takes back what was announced and never submitted. */
  withdraw(caller: Caller, kind: ItemKind, itemId: string): Promise<void>;
}

async function ownItem({ db }: ItemKernel, caller: Caller, kind: ItemKind, itemId: string): Promise<ItemRow> {
  const item = isUuid(itemId) ? await callerOnce(db, caller, (tx) => selectItem(tx, kind, itemId)) : null;
  if (!item) throw notFound(kind);
  // A token for other destinations does not complete a reply of this one.
  const isWriter = item.writer_id === caller.client && (kind === 'submission' || item.linked);
  if (!isWriter) throw refusal('forbidden', `Only its writer completes a ${kind}.`);
  return item;
}

/** Checks the form while it streams by; a bad one is never given a name in the storage. */
async function storeJwe({ blobs, limits }: ItemKernel, version: ApiVersion, body: AsyncIterable<Uint8Array>) {
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
  const blob = await blobs.store(checked(), { key: null, maxBytes: limits.attachmentBytes });
  return { blob, tag };
}

/** False: something was uploaded since the item was read, so the signed tags are stale. */
async function storeSubmit({ db, clock, events }: ItemKernel, item: ItemRow, body: SubmitBody): Promise<boolean> {
  const missing = item.announced.filter((id) => !item.attachments[id]);
  if (missing.length > 0) throw refusal('attachments-incomplete', `Missing: ${missing.join(', ')}.`);
  const tags = tagsOf(item, bodyTags(body));
  const { kind, item_id: itemId, case_id: caseId, version } = item;
  const event = await events.sign('submit', { kind, itemId, caseId }, { authenticationTags: tags });
  const change = { itemId, from: 'incomplete', to: 'submitted', version, content: { ...body, tags } } as const;
  return db.once({ client: item.writer_id }, (tx) => changeItem(tx, change, event, clock.now()));
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

export function createDeposits(kernel: ItemKernel): Deposits {
  const { db, clock, blobs, limits } = kernel;
  return {
    async upload(caller, version, { kind, itemId, attachmentId }, body) {
      const item = await ownItem(kernel, caller, kind, itemId);
      if (item.state !== 'incomplete') throw refusal('state-invalid', `No upload: the ${kind} is ${item.state}.`);
      if (!item.announced.includes(attachmentId)) {
        throw refusal('attachment-not-announced', 'This attachment was not announced.');
      }
      const { blob, tag } = await storeJwe(kernel, version, body);
      await db.tx({ client: caller.client }, async (tx) => {
        const locked = await lockItem(tx, item);
        if (locked?.state !== 'incomplete') throw refusal('state-invalid', `No upload: the ${kind} is complete.`);
        const others = Object.entries(locked.attachments).filter(([id]) => id !== attachmentId);
        const total = others.reduce((sum, [, { bytes }]) => sum + bytes, blob.bytes);
        if (total > limits.totalBytes) {
          throw refusal('too-large', `All attachments together may have at most ${limits.totalBytes} bytes.`);
        }
        await blobs.record(tx, { client: caller.client }, blob);
        const attachment = { id: attachmentId, blob: blob.id, tag, bytes: blob.bytes, now: clock.now() };
        await putAttachment(tx, item, attachment);
        const replaced = locked.attachments[attachmentId];
        if (replaced) await blobs.discard(tx, replaced.blob);
      });
    },

    async submit(caller, version, kind, itemId, rawBody) {
      const body = accept(version.parseSubmit(rawBody));
      requireContent(kernel, version, body);
      for (let attempt = 1; ; attempt += 1) {
        const item = await ownItem(kernel, caller, kind, itemId);
        // Announced and given up: nothing is left that could be completed.
        if (item.state === 'deleted' && item.tags === null) throw notFound(kind);
        if (!nextState(kind, item.state, 'submit', 'service').ok) {
          requireSameTags(item, body);
          return item;
        }
        if (await storeSubmit(kernel, item, body)) return { ...item, state: 'submitted' };
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
