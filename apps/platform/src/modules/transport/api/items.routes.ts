import { Readable } from 'node:stream';
import { type Route } from '#kernel/http';
import { type ItemKind } from '@verbund/fit-connect';
import { type Announcements } from '../announcements.ts';
import { type ApiVersion } from '../api-versions.ts';
import { type Cases } from '../cases.ts';
import { type Deposits } from '../deposits.ts';
import { submitBytes, type Limits } from '../domain/limits.ts';
import { type Right } from '../domain/scopes.ts';
import { refusal } from '../errors.ts';
import { type EventLog } from '../event-log.ts';
import { type ItemHead, type Items } from '../items.ts';
import { type OAuth } from '../oauth.ts';
import { versionPaths } from '../paths.ts';
import { type ItemRow } from '../store/items.ts';
import { type TransportKernel } from '../transport-kernel.ts';
import { idParam, json, noContent, pageOf, paged, requireJose, tokenRoute } from './protocol-route.ts';

export interface ItemServices {
  kernel: TransportKernel;
  oauth: OAuth;
  announcements: Announcements;
  items: Items;
  deposits: Deposits;
  cases: Cases;
  log: EventLog;
  limits: Limits;
}

/** Submissions go from sender to subscriber, replies the other way; the calls are the same (reference 5, 9.2). */
const sides = {
  submission: { member: 'submissions', writer: 'send', reader: 'subscribe' },
  reply: { member: 'replies', writer: 'subscribe', reader: 'send' },
} as const satisfies Record<ItemKind, { member: string; writer: Right; reader: Right }>;

function headView(kind: ItemKind, { itemId, caseId, destinationId }: ItemHead) {
  return kind === 'submission' ? { submissionId: itemId, caseId, destinationId } : { replyId: itemId, caseId };
}

function itemView(version: ApiVersion, item: ItemRow) {
  const head = { itemId: item.item_id, caseId: item.case_id, destinationId: item.destination_id };
  const service =
    item.service_identifier === null
      ? {}
      : version.views.service({ identifier: item.service_identifier, name: item.service_name ?? '' });
  return {
    ...headView(item.kind, head),
    attachments: item.announced,
    ...service,
    ...(item.region === null ? {} : { region: item.region }),
  };
}

export function itemRoutes(version: ApiVersion, kind: ItemKind, services: ItemServices): Route[] {
  return [...writerRoutes(version, kind, services), ...readerRoutes(version, kind, services)];
}

function writerRoutes(version: ApiVersion, kind: ItemKind, services: ItemServices): Route[] {
  const { oauth, announcements, deposits, limits } = services;
  const { member, writer } = sides[kind];
  const path = versionPaths(version.name)[member];
  return [
    tokenRoute(oauth, [writer], {
      method: 'POST',
      path,
      name: version.routeName(`announce-${kind}`),
      async handle(ctx, caller) {
        const head = await (kind === 'submission'
          ? announcements.announceSubmission(caller, version, ctx.body)
          : announcements.announceReply(caller, version, ctx.body));
        return json(headView(kind, head), 201);
      },
    }),
    tokenRoute(oauth, [writer], {
      method: 'PUT',
      path: `${path}/:item/attachments/:attachment`,
      name: version.routeName(`upload-${kind}-attachment`),
      body: 'stream',
      maxBodyBytes: limits.attachmentBytes,
      async handle(ctx, caller) {
        if (!(ctx.body instanceof Readable)) throw refusal('request-invalid', 'The body is missing.');
        try {
          requireJose(ctx);
          const target = { kind, itemId: idParam(ctx, 'item'), attachmentId: idParam(ctx, 'attachment') };
          const length = Number(ctx.headers['content-length'] ?? Number.NaN);
          await deposits.upload(caller, version, target, ctx.body, Number.isNaN(length) ? null : length);
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
      name: version.routeName(`submit-${kind}`),
      maxBodyBytes: submitBytes(limits),
      async handle(ctx, caller) {
        const item = await deposits.submit(caller, version, kind, idParam(ctx, 'item'), ctx.body);
        return json({ ...itemView(version, item), eventLog: item.log });
      },
    }),
    tokenRoute(oauth, [writer], {
      method: 'DELETE',
      path: `${path}/:item`,
      name: version.routeName(`withdraw-${kind}`),
      body: 'none',
      async handle(ctx, caller) {
        await deposits.withdraw(caller, kind, idParam(ctx, 'item'));
        return noContent;
      },
    }),
  ];
}

function readerRoutes(version: ApiVersion, kind: ItemKind, { kernel, oauth, items, log }: ItemServices): Route[] {
  const { member, reader } = sides[kind];
  const path = versionPaths(version.name)[member];
  return [
    tokenRoute(oauth, [reader], {
      method: 'GET',
      path,
      name: version.routeName(`list-${member}`),
      async handle(ctx, caller) {
        const page = pageOf(ctx);
        const destinationId = kind === 'submission' ? (ctx.query.get('destinationId')?.toLowerCase() ?? null) : null;
        const { total, heads } = await items.list(caller, kind, page, destinationId);
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
      name: version.routeName(`fetch-${kind}`),
      async handle(ctx, caller) {
        const item = await items.fetch(caller, kind, idParam(ctx, 'item'));
        const content = { encryptedMetadata: item.encrypted_metadata, encryptedData: item.encrypted_data };
        const log = version.givesCaseLog && item.case_log !== null ? { caseEventLog: item.case_log } : {};
        return json({ ...itemView(version, item), ...content, ...log });
      },
    }),
    tokenRoute(oauth, [reader], {
      method: 'GET',
      path: `${path}/:item/attachments/:attachment`,
      name: version.routeName(`fetch-${kind}-attachment`),
      async handle(ctx, caller) {
        const found = await items.attachment(caller, kind, idParam(ctx, 'item'), idParam(ctx, 'attachment'));
        return {
          kind: 'bytes',
          contentType: 'application/jose',
          headers: { 'content-length': String(found.bytes) },
          body:
            'content' in found
              ? Buffer.from(found.content, 'latin1')
              : Readable.from(kernel.blobs.read(found.blob, null), { objectMode: false }),
        };
      },
    }),
    tokenRoute(oauth, ['send', 'subscribe'], {
      method: 'GET',
      path: `${path}/:item/events`,
      name: version.routeName(`${kind}-events`),
      async handle(ctx, caller) {
        const page = pageOf(ctx);
        const found = await log.ofItem(caller, kind, idParam(ctx, 'item'), page);
        return paged(page, found.total, 'eventLog', found.tokens);
      },
    }),
  ];
}
