import { setPayloadSchema, type JweShapeRule, type OfferedService } from '@verbund/fit-connect';
import {
  parseAnnouncement,
  parseReplyAnnouncement,
  parseSubmit,
  type Announcement,
  type ReplyAnnouncement,
  type SubmitBody,
} from './domain/announcement.ts';
import { type Parsed } from './domain/read-json.ts';

/**
 * Where the versions of the Submission API differ (reference 14). Everything else is the same code over the same rows:
 * a case has no version, only a call has one.
 */
export interface ApiVersion {
  name: 'v1' | 'v2';
  /** Name of a route of this version; v2 has the plain ones. */
  routeName(call: string): string;
  /** For GET …/info. */
  number: { major: number; minor: number; patch: number };
  parseAnnouncement(body: unknown, maximalAttachments: number): Parsed<Announcement>;
  parseReplyAnnouncement(body: unknown, maximalAttachments: number): Parsed<ReplyAnnouncement>;
  parseSubmit(body: unknown): Parsed<SubmitBody>;
  jwe: Pick<JweShapeRule, 'allowZipDeflate'>;
  /** Whether an event with this `$schema` may be written. */
  takesEventSchema(schema: string | undefined): boolean;
  /** Whether a fetched item brings the event log of its case along. */
  givesCaseLog: boolean;
  /** Members under which a submission names its service and a destination lists what it offers. */
  views: {
    service(service: { identifier: string; name: string }): object;
    services(services: readonly OfferedService[]): object;
  };
}

const olderPayload = /\/set-payload\/1\.0\.\d+\//;

export const v1: ApiVersion = {
  name: 'v1',
  routeName: (call) => `transport.v1-${call}`,
  number: { major: 1, minor: 0, patch: 0 },
  parseAnnouncement: (body, maximum) => parseAnnouncement(body, maximum, { service: 'serviceType', ids: 'set' }),
  parseReplyAnnouncement: (body, maximum) => parseReplyAnnouncement(body, maximum, 'set'),
  parseSubmit: (body) => parseSubmit(body, 'optional'),
  jwe: { allowZipDeflate: true },
  takesEventSchema: (schema) => schema === undefined || schema === setPayloadSchema || olderPayload.test(schema),
  givesCaseLog: false,
  views: {
    service: (service) => ({ serviceType: service }),
    services: (services) => ({ services }),
  },
};

export const v2: ApiVersion = {
  name: 'v2',
  routeName: (call) => `transport.${call}`,
  number: { major: 2, minor: 0, patch: 0 },
  parseAnnouncement: (body, maximum) => parseAnnouncement(body, maximum, { service: 'publicService', ids: 'unique' }),
  parseReplyAnnouncement: (body, maximum) => parseReplyAnnouncement(body, maximum, 'unique'),
  parseSubmit: (body) => parseSubmit(body, 'required'),
  jwe: {},
  takesEventSchema: (schema) => schema === setPayloadSchema,
  givesCaseLog: true,
  views: {
    service: (service) => ({ publicService: service }),
    services: (services) => ({ publicServices: services }),
  },
};

export const apiVersions: readonly ApiVersion[] = [v1, v2];
