import { type OfferedService } from '@verbund/fit-connect';
import { readCallback, type CallbackSetting } from './callback-setting.ts';
import { BodyReader, isAnyUuid, isRegion, isUrn, type Parsed } from './read-json.ts';

export interface Announcement {
  destinationId: string;
  publicService: { identifier: string; name: string };
  region: string | null;
  /** Null: opens a case. */
  caseId: string | null;
  announcedAttachments: string[];
  /** Where the sender wants to hear of events and replies. */
  callback: CallbackSetting | null;
}

export interface ReplyAnnouncement {
  caseId: string;
  announcedAttachments: string[];
}

/** What is to be done with an attachment id that comes twice: v1 clients announce one id n times (reference 5.1). */
export type IdRule = 'unique' | 'set';

/** Body of POST …/submissions (reference 5.1, 14). */
export function parseAnnouncement(
  body: unknown,
  maximalAttachments: number,
  form: { service: 'publicService' | 'serviceType'; ids: IdRule },
): Parsed<Announcement> {
  const read = new BodyReader(body);
  const service = read.object(form.service);
  const value: Announcement = {
    destinationId: read.uuid('destinationId'),
    publicService: {
      identifier: service.text('identifier', 255, isUrn),
      // The name only helps people; clients leave it empty.
      name: service.optionalText('name', 1000) ?? '',
    },
    region: read.optionalText('region', 14, isRegion) ?? null,
    caseId: read.has('caseId') ? read.uuid('caseId') : null,
    announcedAttachments: readAttachmentIds(read, maximalAttachments, form.ids),
    callback: readCallback(read),
  };
  return read.done(value);
}

/** Body of POST …/replies (reference 9.2, our choice). */
export function parseReplyAnnouncement(
  body: unknown,
  maximalAttachments: number,
  ids: IdRule,
): Parsed<ReplyAnnouncement> {
  const read = new BodyReader(body);
  return read.done({
    caseId: read.uuid('caseId'),
    announcedAttachments: readAttachmentIds(read, maximalAttachments, ids),
  });
}

function readAttachmentIds(read: BodyReader, maximum: number, rule: IdRule): string[] {
  if (!read.has('announcedAttachments')) return [];
  // Ten times as many, because the different ones count.
  const listed = read.texts('announcedAttachments', maximum * 10, isAnyUuid);
  const ids = [...new Set(listed.map((id) => id.toLowerCase()))];
  // Our choice (reference 5.1): nobody could say which upload is meant.
  if (rule === 'unique' && ids.length !== listed.length) read.report('announcedAttachments', 'duplicate');
  if (ids.length > maximum) read.report('announcedAttachments', `more-than-${maximum}`);
  return ids;
}

/** Body of a submit (reference 5.3). Data are mandatory in v2 and may be missing in v1. */
export interface SubmitBody {
  encryptedMetadata: string;
  encryptedData: string | null;
}

export function parseSubmit(body: unknown, data: 'required' | 'optional'): Parsed<SubmitBody> {
  const read = new BodyReader(body);
  const text = (member: string): string => read.text(member, Number.MAX_SAFE_INTEGER);
  return read.done({
    encryptedMetadata: text('encryptedMetadata'),
    encryptedData: data === 'required' || read.has('encryptedData') ? text('encryptedData') : null,
  });
}

/** Levels of the Amtlicher Regionalschluessel: Land, Regierungsbezirk, Kreis, Gemeindeverband, Gemeinde. */
const levels = [0, 2, 3, 5, 9, 12];

export function regionCovers(outer: string, inner: string): boolean {
  return prefixOf(inner).startsWith(prefixOf(outer));
}

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
  const covers = (one: string): boolean => regionCovers(one, region);
  return offered.some(({ regions }) => regions.length === 0 || regions.some(covers)) ? 'offered' : 'unsupported-region';
}

/**
 * Whether a token with these regions (v1; null: everywhere) reaches what is announced. Without a region in the
 * announcement the destination must be responsible for some place within them.
 */
export function mayReach(
  granted: readonly string[] | null | undefined,
  services: readonly OfferedService[],
  identifier: string,
  region: string | null,
): boolean {
  if (granted === undefined) return false;
  if (granted === null) return true;
  if (region !== null) return granted.some((one) => regionCovers(one, region));
  const meet = (one: string) => granted.some((own) => regionCovers(own, one) || regionCovers(one, own));
  return services.some((service) => {
    return service.identifier === identifier && (service.regions.length === 0 || service.regions.some(meet));
  });
}
