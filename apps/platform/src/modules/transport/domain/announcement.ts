import { isUuid } from '#kernel/ids';
import { type OfferedService } from '@verbund/fit-connect';
import { BodyReader, isRegion, isUrn, type Parsed } from './read-json.ts';

export interface Announcement {
  destinationId: string;
  publicService: { identifier: string; name: string };
  region: string | null;
  /** Null: opens a case. */
  caseId: string | null;
  announcedAttachments: string[];
}

export interface ReplyAnnouncement {
  caseId: string;
  announcedAttachments: string[];
}

/** Body of POST /v2/submissions (reference 5.1). */
export function parseAnnouncement(body: unknown, maximalAttachments: number): Parsed<Announcement> {
  const read = new BodyReader(body);
  const service = read.object('publicService');
  const value: Announcement = {
    destinationId: read.uuid('destinationId'),
    publicService: {
      identifier: service.text('identifier', 255, isUrn),
      // The name only helps people; clients leave it empty.
      name: service.optionalText('name', 1000) ?? '',
    },
    region: read.optionalText('region', 14, isRegion) ?? null,
    caseId: read.has('caseId') ? read.uuid('caseId') : null,
    announcedAttachments: readAttachmentIds(read, maximalAttachments),
  };
  // Callbacks are not sent yet. Taking one and staying silent would leave the sender waiting.
  if (read.has('callback')) read.report('callback', 'callbacks-unsupported');
  return read.done(value);
}

/** Body of POST /v2/replies (reference 9.2, our choice). */
export function parseReplyAnnouncement(body: unknown, maximalAttachments: number): Parsed<ReplyAnnouncement> {
  const read = new BodyReader(body);
  return read.done({
    caseId: read.uuid('caseId'),
    announcedAttachments: readAttachmentIds(read, maximalAttachments),
  });
}

function readAttachmentIds(read: BodyReader, maximum: number): string[] {
  if (!read.has('announcedAttachments')) return [];
  const ids = read.texts('announcedAttachments', maximum, isUuid);
  // v2 refuses a doubled id (our choice, reference 5.1): nobody could say which upload is meant.
  if (new Set(ids).size !== ids.length) read.report('announcedAttachments', 'duplicate');
  return ids;
}

/** Body of a submit (reference 5.3); both parts are mandatory in v2. */
export interface SubmitBody {
  encryptedMetadata: string;
  encryptedData: string;
}

export function parseSubmit(body: unknown): Parsed<SubmitBody> {
  const read = new BodyReader(body);
  return read.done({
    encryptedMetadata: read.text('encryptedMetadata', Number.MAX_SAFE_INTEGER),
    encryptedData: read.text('encryptedData', Number.MAX_SAFE_INTEGER),
  });
}

/** Levels of the Amtlicher Regionalschluessel: Land, Regierungsbezirk, Kreis, Gemeindeverband, Gemeinde. */
const levels = [0, 2, 3, 5, 9, 12];

/** Twelve digits may be padded with zeros: `DE000000000000` is the whole country. */
function prefixOf(region: string): string {
  const digits = region.slice(2);
  if (digits.length !== 12) return digits;
  const length = levels.find((level) => /^0*$/.test(digits.slice(level))) ?? 12;
  return digits.slice(0, length);
}

export type OfferDecision = 'offered' | 'unsupported-service' | 'unsupported-region';

/** Whether a destination takes this service in this region. Without a region only the service counts. */
export function checkOffer(
  services: readonly OfferedService[],
  identifier: string,
  region: string | null,
): OfferDecision {
  const offered = services.filter((service) => service.identifier === identifier);
  if (offered.length === 0) return 'unsupported-service';
  if (region === null) return 'offered';
  const covers = (one: string): boolean => prefixOf(region).startsWith(prefixOf(one));
  return offered.some(({ regions }) => regions.length === 0 || regions.some(covers)) ? 'offered' : 'unsupported-region';
}
