import { isUuid, type ClientId } from '#kernel/ids';
import { authenticationTag, checkJweShape, nextState, sameTags, type ItemKind } from '@verbund/fit-connect';
import { accept } from './destinations.ts';
import { parseSubmit, type SubmitBody } from './domain/announcement.ts';
import { scanJwe } from './domain/jwe-scan.ts';
import { refusal } from './errors.ts';
import { notFound, tagsOf, type ItemKernel } from './items.ts';
import { changeItem } from './store/events.ts';
import { lockIncomplete, putAttachment, selectContent, selectItem, type ItemRow } from './store/items.ts';

/** What the writer of an item hands in: attachments, then metadata and data. */
export interface Deposits {
  upload(
    client: ClientId,
    target: { kind: ItemKind; itemId: string; attachmentId: string },
    body: AsyncIterable<Uint8Array>,
  ): Promise<void>;
  submit(client: ClientId, kind: ItemKind, itemId: string, body: unknown): Promise<ItemRow>;
}

export function createDeposits({ db, clock, blobs, events, limits }: ItemKernel): Deposits {
  async function own(client: ClientId, kind: ItemKind, itemId: string): Promise<ItemRow> {
    const item = isUuid(itemId) ? await db.tx({ client }, (tx) => selectItem(tx, kind, itemId)) : null;
    if (!item) throw notFound(kind);
    if (item.writer_id !== client) throw refusal('forbidden', `Only its writer completes a ${kind}.`);
    return item;
  }

  /** Checks the form while it streams by; a bad one is never given a name in the storage. */
  async function storeJwe(body: AsyncIterable<Uint8Array>) {
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

  async function store(item: ItemRow, body: SubmitBody): Promise<boolean> {
    const missing = item.announced.filter((id) => !item.attachments[id]);
    if (missing.length > 0) throw refusal('attachments-incomplete', `Missing: ${missing.join(', ')}.`);
    const tags = tagsOf(item, {
      metadata: authenticationTag(body.encryptedMetadata),
      data: authenticationTag(body.encryptedData),
    });
    const { kind, item_id: itemId, case_id: caseId, version } = item;
    const event = await events.sign('submit', { kind, itemId, caseId }, { authenticationTags: tags });
    return db.tx({ client: item.writer_id }, (tx) =>
      changeItem(
        tx,
        { itemId, from: 'incomplete', to: 'submitted', version, content: { ...body, tags } },
        event,
        clock.now(),
      ),
    );
  }

  /** A repeat after a lost answer: the same bytes are a success, others a conflict (reference 12). */
  async function repeated(item: ItemRow, body: SubmitBody): Promise<ItemRow> {
    const held = await db.tx({ client: item.writer_id }, (tx) => selectContent(tx, item.kind, item.item_id));
    const same =
      held !== null &&
      (held.encrypted_metadata === null
        ? sameTags(
            held.tags ?? undefined,
            tagsOf(
              { attachments: {} },
              { metadata: authenticationTag(body.encryptedMetadata), data: authenticationTag(body.encryptedData) },
            ),
          )
        : held.encrypted_metadata === body.encryptedMetadata && held.encrypted_data === body.encryptedData);
    if (same) return held;
    throw refusal('state-invalid', `The ${item.kind} was submitted with other contents.`);
  }

  return {
    async upload(client, { kind, itemId, attachmentId }, body) {
      const item = await own(client, kind, itemId);
      if (item.state !== 'incomplete') throw refusal('state-invalid', `No upload: the ${kind} is ${item.state}.`);
      if (!item.announced.includes(attachmentId)) {
        throw refusal('attachment-not-announced', 'This attachment was not announced.');
      }
      const { blob, tag } = await storeJwe(body);
      await db.tx({ client }, async (tx) => {
        const locked = await lockIncomplete(tx, itemId);
        if (locked?.state !== 'incomplete') throw refusal('state-invalid', `No upload: the ${kind} is complete.`);
        const before = item.attachments[attachmentId]?.bytes ?? 0;
        if (locked.total - before + blob.bytes > limits.totalBytes) {
          throw refusal('too-large', `All attachments together may have ${limits.totalBytes} bytes.`);
        }
        await blobs.record(tx, { client }, blob);
        const attachment = { id: attachmentId, blob: blob.id, tag, bytes: blob.bytes, now: clock.now() };
        const replaced = await putAttachment(tx, item, attachment);
        if (replaced !== null) await blobs.discard(tx, replaced);
      });
    },

    async submit(client, kind, itemId, rawBody) {
      const body = accept(parseSubmit(rawBody));
      requireShape(body.encryptedMetadata);
      requireShape(body.encryptedData);
      // An upload that runs meanwhile makes the signed tags stale; the second look has them.
      for (let attempt = 1; ; attempt += 1) {
        const item = await own(client, kind, itemId);
        const next = nextState(kind, item.state, 'submit', 'service');
        if (!next.ok && item.state === 'deleted') throw notFound(kind);
        if (!next.ok) return repeated(item, body);
        if (await store(item, body)) return { ...item, state: 'submitted' };
        if (attempt === 3) throw refusal('state-invalid', `The ${kind} keeps changing; stop the uploads first.`);
      }
    },
  };
}

function requireShape(jwe: string): void {
  const [finding] = checkJweShape(jwe, { cty: 'structured' });
  if (finding) throw refusal('jwe-invalid', finding.message);
}
