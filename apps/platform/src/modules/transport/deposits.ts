import { isUuid, type ClientId } from '#kernel/ids';
import { authenticationTag, checkJweShape, nextState, type ItemKind } from '@verbund/fit-connect';
import { accept } from './destinations.ts';
import { parseSubmit, type SubmitBody } from './domain/announcement.ts';
import { scanJwe } from './domain/jwe-scan.ts';
import { refusal } from './errors.ts';
import { notFound, tagsOf, type ItemKernel } from './items.ts';
import { changeItem } from './store/events.ts';
import { lockItem, putAttachment, selectContent, selectItem, type Content, type ItemRow } from './store/items.ts';

/** What the writer of an item hands in: attachments, then metadata and data. */
export interface Deposits {
  upload(
    client: ClientId,
    target: { kind: ItemKind; itemId: string; attachmentId: string },
    body: AsyncIterable<Uint8Array>,
  ): Promise<void>;
  submit(client: ClientId, kind: ItemKind, itemId: string, body: unknown): Promise<ItemRow>;
}

async function ownItem({ db }: ItemKernel, client: ClientId, kind: ItemKind, itemId: string): Promise<ItemRow> {
  const item = isUuid(itemId) ? await db.tx({ client }, (tx) => selectItem(tx, kind, itemId)) : null;
  if (!item) throw notFound(kind);
  if (item.writer_id !== client) throw refusal('forbidden', `Only its writer completes a ${kind}.`);
  return item;
}

/** Checks the form while it streams by; a bad one is never given a name in the storage. */
async function storeJwe({ blobs, limits }: ItemKernel, body: AsyncIterable<Uint8Array>) {
  const scan = scanJwe();
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
  return db.tx({ client: item.writer_id }, (tx) => changeItem(tx, change, event, clock.now()));
}

/** A repeat after a lost answer: the same bytes are a success, others a conflict (reference 12). */
async function repeated({ db }: ItemKernel, item: ItemRow, body: SubmitBody): Promise<ItemRow> {
  const held = await db.tx({ client: item.writer_id }, (tx) => selectContent(tx, item.kind, item.item_id));
  if (held !== null && sameContent(held, body)) return held;
  throw refusal('state-invalid', `The ${item.kind} was submitted with other contents.`);
}

function sameContent(held: ItemRow & Content, body: SubmitBody): boolean {
  if (held.encrypted_metadata === null) {
    const { metadata, data } = bodyTags(body);
    return held.tags?.metadata === metadata && held.tags.data === data;
  }
  return held.encrypted_metadata === body.encryptedMetadata && held.encrypted_data === body.encryptedData;
}

function bodyTags(body: SubmitBody): { metadata: string; data: string } {
  return { metadata: authenticationTag(body.encryptedMetadata), data: authenticationTag(body.encryptedData) };
}

function requireShape(jwe: string): void {
  const [finding] = checkJweShape(jwe, { cty: 'structured' });
  if (finding) throw refusal('jwe-invalid', finding.message);
}

export function createDeposits(kernel: ItemKernel): Deposits {
  const { db, clock, blobs, limits } = kernel;
  return {
    async upload(client, { kind, itemId, attachmentId }, body) {
      const item = await ownItem(kernel, client, kind, itemId);
      if (item.state !== 'incomplete') throw refusal('state-invalid', `No upload: the ${kind} is ${item.state}.`);
      if (!item.announced.includes(attachmentId)) {
        throw refusal('attachment-not-announced', 'This attachment was not announced.');
      }
      const { blob, tag } = await storeJwe(kernel, body);
      await db.tx({ client }, async (tx) => {
        const locked = await lockItem(tx, item);
        if (locked?.state !== 'incomplete') throw refusal('state-invalid', `No upload: the ${kind} is complete.`);
        const others = Object.entries(locked.attachments).filter(([id]) => id !== attachmentId);
        const total = others.reduce((sum, [, { bytes }]) => sum + bytes, blob.bytes);
        if (total > limits.totalBytes) {
          throw refusal('too-large', `All attachments together may have ${limits.totalBytes} bytes.`);
        }
        await blobs.record(tx, { client }, blob);
        const attachment = { id: attachmentId, blob: blob.id, tag, bytes: blob.bytes, now: clock.now() };
        await putAttachment(tx, item, attachment);
        const replaced = locked.attachments[attachmentId];
        if (replaced) await blobs.discard(tx, replaced.blob);
      });
    },

    async submit(client, kind, itemId, rawBody) {
      const body = accept(parseSubmit(rawBody));
      requireShape(body.encryptedMetadata);
      requireShape(body.encryptedData);
      for (let attempt = 1; ; attempt += 1) {
        const item = await ownItem(kernel, client, kind, itemId);
        const next = nextState(kind, item.state, 'submit', 'service');
        // Announced and given up: nothing is left that could be completed.
        if (item.state === 'deleted' && item.tags === null) throw notFound(kind);
        if (!next.ok) return repeated(kernel, item, body);
        if (await storeSubmit(kernel, item, body)) return { ...item, state: 'submitted' };
        if (attempt === 3) throw refusal('state-invalid', `The ${kind} keeps changing; stop the uploads first.`);
      }
    },
  };
}
