import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Delivered, type DeliveryJournal, type DeliveryProgress, type PrivateJwk } from '@verbund/fit-connect';

/** What the sender program is told. */
export interface SenderPlan {
  seed: number;
  submissions: number;
  lanes: number;
  /** Mean pause of a lane before each submission. */
  paceMs: number;
  addresses: { submissionBaseUrl: string; tokenUrl: string };
  client: { clientId: string; clientSecret: string };
  destinations: readonly [string, string];
  /** The sender's own destination: issuer of its answers to replies. */
  ownDestinationId: string;
  replyKey: PrivateJwk;
  signatureKey: PrivateJwk;
}

/** A reply that has arrived, as the sender keeps it. */
export interface KeptReply {
  replyId: string;
  caseId: string;
  subject: string;
  text: string;
  attachments: { filename: string | undefined; sha512: string }[];
}

/** The folder of the sender program: everything it knows after a kill -9. */
export function senderFiles(folder: string) {
  const places = { journals: join(folder, 'journals'), acknowledged: join(folder, 'acknowledged') };
  const replies = join(folder, 'replies');
  for (const place of [...Object.values(places), replies]) mkdirSync(place, { recursive: true });
  const planFile = join(folder, 'plan.json');
  const failureFile = join(folder, 'failures.jsonl');
  const fileOf = (place: string, name: number | string) => join(place, `${String(name)}.json`);
  return {
    plan: () => read<SenderPlan>(planFile),
    setPlan: (plan: SenderPlan) => write(planFile, plan),
    journal: (number: number): DeliveryJournal => ({
      load: () => Promise.resolve(read<DeliveryProgress>(fileOf(places.journals, number))),
      save: (progress) => Promise.resolve(write(fileOf(places.journals, number), progress)),
    }),
    acknowledged: (number: number) => read<Delivered>(fileOf(places.acknowledged, number)),
    acknowledge: (number: number, delivered: Delivered) => write(fileOf(places.acknowledged, number), delivered),
    countAcknowledged: () => countJson(places.acknowledged),
    reply: (replyId: string) => read<KeptReply>(fileOf(replies, replyId)),
    keepReply: (reply: KeptReply) => write(fileOf(replies, reply.replyId), reply),
    allReplies: () =>
      readdirSync(replies)
        .filter((name) => name.endsWith('.json'))
        .flatMap((name) => read<KeptReply>(join(replies, name)) ?? []),
    countReplies: () => countJson(replies),
    /** What no trouble explains. */
    fail(text: string) {
      const file = openSync(failureFile, 'a');
      writeSync(file, `${JSON.stringify(text)}\n`);
      closeSync(file);
    },
    failures(): string[] {
      const lines = readText(failureFile)?.trimEnd().split('\n') ?? [];
      return lines.filter((line) => line !== '').map((line) => String(JSON.parse(line)));
    },
  };
}

function countJson(folder: string): number {
  return readdirSync(folder).filter((name) => name.endsWith('.json')).length;
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function read<T>(file: string): T | undefined {
  const text = readText(file);
  return text === undefined ? undefined : (JSON.parse(text) as T);
}

/** The old or the new content, never a part, whatever ends this process when. */
function write(path: string, value: unknown): void {
  const next = `${path}.next`;
  const file = openSync(next, 'w', 0o600);
  writeSync(file, JSON.stringify(value));
  fsyncSync(file);
  closeSync(file);
  renameSync(next, path);
  const folder = openSync(dirname(path), 'r');
  fsyncSync(folder);
  closeSync(folder);
}
