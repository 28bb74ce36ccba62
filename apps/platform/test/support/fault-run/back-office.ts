import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { plannedReply } from './contents.ts';
import { type World } from './world.ts';

/** The clerks: they take what has arrived, and answer each submission once. */
export interface BackOffice {
  answered(): number;
  /** Answers of which the connector says that the applicant's side has accepted them. */
  knownAsAccepted(): Promise<number>;
  /** What no trouble explains. */
  faults: string[];
  /** Ends after the round under way. */
  stop(): Promise<void>;
}

export function startBackOffice(world: World): BackOffice {
  const { folders } = world;
  const answered = new Set<string>();
  /** Ids at the connector of replies that went over HTTP and are not known as accepted. */
  const open = new Set<string>();
  let acceptedOverHttp = 0;
  const faults: string[] = [];
  let isOver = false;

  /** Every second folder is taken away at once: were it to come back, that would be a second delivery. */
  function takeFolders(): void {
    for (const id of visible(folders.target)) {
      const [here, there] = [join(folders.target, id), join(folders.taken, id)];
      if (existsSync(there)) {
        faults.push(`the folder ${id} came a second time`);
        rmSync(here, { recursive: true });
        continue;
      }
      if (!answered.has(id)) {
        putReply(id, caseOf(here));
        answered.add(id);
      }
      if (Number.parseInt(id[0] ?? '0', 16) % 2 === 0) continue;
      cpSync(here, there, { recursive: true });
      rmSync(here, { recursive: true });
    }
  }

  function putReply(id: string, caseId: string): void {
    const { subject, text, file } = plannedReply(id);
    const folder = join(folders.replies, `.writing-${id}`);
    mkdirSync(folder, { recursive: true });
    if (file) writeFileSync(join(folder, 'bescheid.pdf'), file);
    const attachments = file ? ['bescheid.pdf'] : [];
    writeFileSync(join(folder, 'reply.json'), JSON.stringify({ caseId, subject, text, kind: 'decision', attachments }));
    renameSync(folder, join(folders.replies, `${id}.ready`));
  }

  async function answerOverHttp(): Promise<void> {
    for (const id of visible(folders.office).filter((each) => !answered.has(each))) {
      const { subject, text, file } = plannedReply(id);
      const form = new FormData();
      const caseId = caseOf(join(folders.office, id));
      form.append('reply', new Blob([JSON.stringify({ caseId, subject, text, kind: 'decision' })]), 'reply.json');
      if (file) form.append('attachment', new Blob([new Uint8Array(file)]), 'bescheid.pdf');
      const headers = { authorization: `Bearer ${world.replyToken}`, 'idempotency-key': id };
      try {
        const signal = AbortSignal.timeout(10_000);
        const response = await fetch(`${world.connectorUrl}/replies`, { method: 'POST', headers, body: form, signal });
        const said = await response.text();
        if (response.status === 202) open.add((JSON.parse(said) as { id: string }).id);
        if (response.status === 202) answered.add(id);
        // A full disk and a connector that is just ending are to be met by repeating.
        else if (response.status < 500) {
          answered.add(id);
          faults.push(`the reply to ${id} was refused with ${String(response.status)}: ${said}`);
        }
      } catch {
        return;
      }
    }
  }

  async function lookOverHttp(): Promise<void> {
    const headers = { authorization: `Bearer ${world.replyToken}` };
    for (const id of open) {
      const response = await fetch(`${world.connectorUrl}/replies/${id}`, { headers });
      const { state } = (await response.json()) as { state: string };
      if (state !== 'accepted') continue;
      open.delete(id);
      acceptedOverHttp += 1;
    }
  }

  const done = (async () => {
    while (!isOver) {
      takeFolders();
      await answerOverHttp();
      await sleep(150);
    }
  })();
  return {
    answered: () => answered.size,
    async knownAsAccepted() {
      await lookOverHttp().catch(() => undefined);
      const sent = join(folders.replies, 'sent');
      const inFolder = visible(sent).filter((name) => isAccepted(join(sent, name, 'sent.json')));
      return acceptedOverHttp + inFolder.length;
    },
    faults,
    async stop() {
      isOver = true;
      await done;
    },
  };
}

/** Names with a leading full stop are not for the back office. */
export function visible(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith('.')) : [];
}

function caseOf(folder: string): string {
  return (JSON.parse(readFileSync(join(folder, 'submission.json'), 'utf8')) as { caseId: string }).caseId;
}

function isAccepted(note: string): boolean {
  return existsSync(note) && (JSON.parse(readFileSync(note, 'utf8')) as { state: string }).state === 'accepted';
}
