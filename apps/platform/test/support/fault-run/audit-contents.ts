import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Acknowledged } from './audit.ts';
import { visible } from './back-office.ts';
import { plannedReply } from './contents.ts';
import { type World } from './world.ts';

const sha512 = (bytes: Uint8Array): string => createHash('sha512').update(bytes).digest('hex');

/** Each submission lies at its back office once, byte for byte; each reply at the sender once. */
export function auditContents(world: World, all: readonly Acknowledged[]): string[] {
  const { folders } = world;
  const faults: string[] = [];
  const places = [[folders.target, folders.taken], [folders.office]] as const;
  for (const each of all) {
    const { submissionId: id, planned } = each;
    const found = places.flat().filter((place) => existsSync(join(place, id)));
    const expected: readonly string[] = places[planned.destination];
    if (found.length !== 1 || !expected.includes(found[0] ?? ''))
      faults.push(`submission ${id} (${String(planned.number)}) lies in [${found.join(', ')}]`);
    for (const place of found) faults.push(...compare(join(place, id), each));
  }
  const known = new Set(all.map(({ submissionId }) => submissionId));
  for (const place of places.flat())
    for (const name of visible(place)) if (!known.has(name)) faults.push(`${place} holds ${name}, which nobody sent`);
  return [...faults, ...auditReplies(world, all)];
}

interface Manifest {
  caseId: string;
  attachments: { attachmentId: string; file: string; originalName: string; bytes: number; sha512: string }[];
}

function compare(folder: string, { planned, caseId, attachmentIds, submissionId }: Acknowledged): string[] {
  const faults: string[] = [];
  const manifest = JSON.parse(readFileSync(join(folder, 'submission.json'), 'utf8')) as Manifest;
  if (manifest.caseId !== caseId) faults.push('another case');
  if (!readFileSync(join(folder, 'data.json')).equals(planned.data)) faults.push('other data');
  const names = manifest.attachments.map(({ originalName, attachmentId }) => `${originalName} ${attachmentId}`);
  const expected = planned.attachments.map(({ filename }, index) => `${filename} ${attachmentIds[index] ?? ''}`);
  if (names.join() !== expected.join()) faults.push(`attachments ${names.join()} instead of ${expected.join()}`);
  for (const [index, { file, sha512: hash }] of manifest.attachments.entries()) {
    const content = planned.attachments[index]?.content();
    if (!content?.equals(readFileSync(join(folder, file))) || hash !== sha512(content)) faults.push(`other ${file}`);
  }
  const files = readdirSync(join(folder, 'attachments')).length;
  if (files !== expected.length) faults.push(`${String(files)} files of attachments`);
  return faults.map((fault) => `submission ${submissionId}: ${fault}`);
}

function auditReplies(world: World, all: readonly Acknowledged[]): string[] {
  const faults: string[] = [];
  const bySubject = Map.groupBy(world.sender.allReplies(), ({ subject }) => subject);
  for (const { submissionId, caseId } of all) {
    const planned = plannedReply(submissionId);
    const received = bySubject.get(planned.subject) ?? [];
    bySubject.delete(planned.subject);
    const [reply] = received;
    if (received.length !== 1 || !reply) {
      faults.push(`${String(received.length)} replies to submission ${submissionId}`);
      continue;
    }
    const expected = planned.file ? [{ filename: 'bescheid.pdf', sha512: sha512(planned.file) }] : [];
    const isSame = reply.text === planned.text && JSON.stringify(reply.attachments) === JSON.stringify(expected);
    if (!isSame || reply.caseId !== caseId) faults.push(`the reply to submission ${submissionId} is another one`);
  }
  for (const subject of bySubject.keys()) faults.push(`a reply "${subject}" that nobody wrote`);
  return faults;
}
