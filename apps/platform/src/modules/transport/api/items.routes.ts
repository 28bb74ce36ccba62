import { Readable } from 'node:stream';
import { type Route } from '#kernel/http';
import { type ItemKind } from '@verbund/fit-connect';
import { type Announcements } from '../announcements.ts';
import { type Deposits } from '../deposits.ts';
import { type Limits } from '../domain/limits.ts';
import { scopes, type Scope } from '../domain/scopes.ts';
import { refusal } from '../errors.ts';
import { type EventLog } from '../event-log.ts';
import { type ItemHead, type Items } from '../items.ts';
import { type OAuth } from '../oauth.ts';
import { transportPaths } from '../paths.ts';
import { type ItemRow } from '../store/items.ts';
import { type TransportKernel } from '../transport-kernel.ts';
import { json, noContent, pageOf, paged, param, requireJose, tokenRoute } from './protocol-route.ts';

export interface ItemServices {
  kernel: TransportKernel;
  oauth: OAuth;
  announcements: Announcements;
  items: Items;
  deposits: Deposits;
  log: EventLog;
  limits: Limits;
}

/** Submissions go from sender to subscriber, replies the other way; the calls are the same (reference 5, 9.2). */
const sides = {
  submission: {
    path: transportPaths.submissions,
    member: 'submissions',
    writer: scopes.send,
    reader: scopes.subscribe,
  },
  reply: { path: transportPaths.replies, member: 'replies', writer: scopes.subscribe, reader: scopes.send },
} as const satisfies Record<ItemKind, { path: string; member: string; writer: Scope; reader: Scope }>;

function headView(kind: ItemKind, { itemId, caseId, destinationId }: ItemHead) {
  return kind === 'submission' ? { submissionId: itemId, caseId, destinationId } : { replyId: itemId, caseId };
}

function itemView(item: ItemRow) {
  const head = { itemId: item.item_id, caseId: item.case_id, destinationId: item.destination_id };
  return {
    ...headView(item.kind, head),
    attachments: item.announced,
    ...(item.service_identifier === null
      ? {}
      : { publicService: { identifier: item.service_identifier, name: item.service_name ?? '' } }),
    ...(item.region === null ? {} : { region: item.region }),
  };
}

export function itemRoutes(kind: ItemKind, services: ItemServices): Route[] {
  return [...writerRoutes(kind, services), ...readerRoutes(kind, services)];
}

function writerRoutes(kind: ItemKind, { oauth, announcements, deposits, limits }: ItemServices): Route[] {
  const { path, writer } = sides[kind];
  return [
    tokenRoute(oauth, [writer], {
      method: 'POST',
      path,
      name: `transport.announce-${kind}`,
      async handle(ctx, { client }) {
        const head = await (kind === 'submission'
          ? announcements.announceSubmission(client, ctx.body)
          : announcements.announceReply(client, ctx.body));
        return json(headView(kind, head), 201);
      },
    }),
    tokenRoute(oauth, [writer], {
      method: 'PUT',
      path: `${path}/:item/attachments/:attachment`,
      name: `transport.upload-${kind}-attachment`,
      body: 'stream',
      maxBodyBytes: limits.attachmentBytes,
      async handle(ctx, { client }) {
        if (!(ctx.body instanceof Readable)) throw refusal('request-invalid', 'The body is missing.');
        try {
          requireJose(ctx);
          const target = { kind, itemId: param(ctx, 'item'), attachmentId: param(ctx, 'attachment') };
          await deposits.upload(client, target, ctx.body);
        } finally {
          // A refusal before the first byte leaves the stream and its deadline behind otherwise.
          ctx.body.destroy();
        }
        return noContent;
      },
    }),
    tokenRoute(oauth, [writer], {
      method: 'PUT',
      path: `${path}/:item`,
      name: `transport.submit-${kind}`,
      maxBodyBytes: limits.submitBytes,
      handle: async (ctx, { client }) =>
        json(itemView(await deposits.submit(client, kind, param(ctx, 'item'), ctx.body))),
    }),
  ];
}

function readerRoutes(kind: ItemKind, { kernel, oauth, items, log }: ItemServices): Route[] {
  const { path, member, reader } = sides[kind];
  return [
    tokenRoute(oauth, [reader], {
      method: 'GET',
      path,
      name: `transport.list-${member}`,
      async handle(ctx, { client }) {
        const page = pageOf(ctx);
        const destinationId = kind === 'submission' ? ctx.query.get('destinationId') : null;
        const { total, heads } = await items.list(client, kind, page, destinationId);
        return paged(
          page,
          total,
          member,
          heads.map((head) => headView(kind, head)),
        );
      },
    }),
    tokenRoute(oauth, [reader], {
      method: 'GET',
      path: `${path}/:item`,
      name: `transport.fetch-${kind}`,
      async handle(ctx, { client }) {
        const item = await items.fetch(client, kind, param(ctx, 'item'));
        const content = { encryptedMetadata: item.encrypted_metadata, encryptedData: item.encrypted_data };
        return json({ ...itemView(item), ...content });
      },
    }),
    tokenRoute(oauth, [reader], {
      method: 'GET',
      path: `${path}/:item/attachments/:attachment`,
      name: `transport.fetch-${kind}-attachment`,
      async handle(ctx, { client }) {
        const found = await items.attachment(client, kind, param(ctx, 'item'), param(ctx, 'attachment'));
        return {
          kind: 'bytes',
          contentType: 'application/jose',
          headers: { 'content-length': String(found.bytes) },
          body: Readable.from(kernel.blobs.read(found.blob, null), { objectMode: false }),
        };
      },
    }),
    tokenRoute(oauth, [scopes.send, scopes.subscribe], {
      method: 'GET',
      path: `${path}/:item/events`,
      name: `transport.${kind}-events`,
      async handle(ctx, { client }) {
        const page = pageOf(ctx);
        const found = await log.ofItem(client, kind, param(ctx, 'item'), page);
        return paged(page, found.total, 'eventLog', found.tokens);
      },
    }),
  ];
}

/** The event log of a case, and the one way to write into it (reference 7.1). */
export function caseRoutes({ oauth, log }: ItemServices): Route[] {
  const both = [scopes.send, scopes.subscribe];
  return [
    tokenRoute(oauth, both, {
      method: 'GET',
      path: transportPaths.caseEvents,
      name: 'transport.case-events',
      async handle(ctx, { client }) {
        const page = pageOf(ctx);
        const found = await log.ofCase(client, param(ctx, 'case'), page);
        return paged(page, found.total, 'eventLog', found.tokens);
      },
    }),
    tokenRoute(oauth, both, {
      method: 'POST',
      path: transportPaths.caseEvents,
      name: 'transport.write-event',
      body: 'text',
      maxBodyBytes: 256 * 1024,
      async handle(ctx, { client }) {
        requireJose(ctx);
        const token = typeof ctx.body === 'string' ? ctx.body.trim() : '';
        await log.post(client, param(ctx, 'case'), token);
        return noContent;
      },
    }),
  ];
}
