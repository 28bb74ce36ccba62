import { createCipheriv, createHash } from 'node:crypto';
import { seededRandom } from '../seeded-random.ts';

/** What submission `number` of a run consists of: the sender makes it anew after each kill, the audit once more at the end. */
export interface PlannedSubmission {
  number: number;
  data: Buffer;
  attachments: { filename: string; bytes: number; content(): Buffer }[];
  /** It continues the case of this earlier submission. */
  follows: number | undefined;
  /** Which of the two destinations it goes to. */
  destination: 0 | 1;
}

const smallest = 1_000;
const largest = 2_000_000;

export function plannedSubmission(seed: number, number: number): PlannedSubmission {
  const random = seededRandom(seed * 7919 + number);
  const attachments = Array.from({ length: Math.floor(random() * 3) }, (_, index) => {
    const bytes = Math.round(smallest * (largest / smallest) ** random());
    const content = (): Buffer => noise(`${String(seed)}:${String(number)}:${String(index)}`, bytes);
    return { filename: `anlage-${String(index + 1)}.pdf`, bytes, content };
  });
  return {
    number,
    data: Buffer.from(JSON.stringify({ number, name: `Müller ${String(random())}` })),
    attachments,
    // Four before: the same destination, and started long ago.
    follows: number % 9 === 8 ? number - 4 : undefined,
    destination: number % 2 === 0 ? 0 : 1,
  };
}

/** What the back office answers to a submission; the id makes it recognisable. */
export function plannedReply(submissionId: string): { subject: string; text: string; file: Buffer | undefined } {
  const random = seededRandom(Number.parseInt(submissionId.slice(0, 8), 16));
  const bytes = Math.round(smallest * (largest / smallest) ** random());
  return {
    subject: `Zu ${submissionId}`,
    text: `Bescheid ${String(random())}`,
    file: random() < 0.5 ? noise(submissionId, bytes) : undefined,
  };
}

/** The same bytes for the same name, and nothing that compression or a repeated block could hide. */
function noise(name: string, bytes: number): Buffer {
  const key = createHash('sha256').update(name).digest();
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(bytes));
}
