import { jweLength } from '../crypto/jwe-encrypt-stream.ts';
import { type PublicJwk } from '../crypto/jwk.ts';
import { localError } from '../errors.ts';

/** What one submission or reply may hold (reference 11). Sizes in bytes. */
export type SendLimits = {
  /** Ids that are announced: attachments and fragments. */
  attachments: number;
  /** All of them together, encrypted. */
  totalBytes: number;
  /** One of them, encrypted. */
  attachmentBytes: number;
  /** Larger plaintexts are cut into fragments of this size. */
  fragmentBytes: number;
};

export const specifiedLimits: SendLimits = {
  attachments: 100,
  totalBytes: 2_000_000_000,
  attachmentBytes: 500_000_000,
  fragmentBytes: 200_000_000,
};

/** Enough for header, key, IV and tag, whatever the key is called. */
const envelopeBytes = 4096;

/** The given limits within the specified ones. A fragment is never so large that its JWE is refused. */
export function effectiveLimits(wanted: Partial<SendLimits> = {}): SendLimits {
  const least = (name: keyof SendLimits) => Math.min(wanted[name] ?? specifiedLimits[name], specifiedLimits[name]);
  const attachmentBytes = least('attachmentBytes');
  const fits = Math.max(1, Math.floor(((attachmentBytes - envelopeBytes) * 3) / 4));
  return {
    attachments: least('attachments'),
    totalBytes: least('totalBytes'),
    attachmentBytes,
    fragmentBytes: Math.min(wanted.fragmentBytes ?? specifiedLimits.fragmentBytes, fits),
  };
}

/** One announced part; its size is unknown while a function that gives it whole has not been called. */
export type PlannedPart = { byteLength: number | undefined; mimeType: string };

/**
 * Refuses before anything is announced what the service would refuse after hours of uploading.
 * @throws FitConnectError `too-many-attachments`, `too-large`
 */
export function checkLimits(parts: readonly PlannedPart[], key: PublicJwk, limits: SendLimits): void {
  if (parts.length > limits.attachments) {
    const detail = `${parts.length} attachments and fragments, at most ${limits.attachments} are allowed`;
    throw localError('too-many-attachments', detail);
  }
  const lengths = parts.map(({ byteLength = 0, mimeType }) => jweLength(byteLength, key, { cty: mimeType }));
  const largest = Math.max(0, ...lengths);
  if (largest > limits.attachmentBytes) {
    throw localError(
      'too-large',
      `an attachment has ${largest} bytes encrypted, at most ${limits.attachmentBytes} are allowed`,
    );
  }
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (total > limits.totalBytes) {
    throw localError(
      'too-large',
      `all attachments have ${total} bytes encrypted, at most ${limits.totalBytes} are allowed`,
    );
  }
}
