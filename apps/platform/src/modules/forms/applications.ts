import { type Tx } from '#kernel/db';
import { AppError } from '#kernel/errors';
import { isUuid, type PersonId } from '#kernel/ids';
import { type ErasurePort } from '#kernel/retention';
import { type CompiledForm } from '#modules/catalogue';
import { type DispatchEvent, type DispatchListener } from '#modules/dispatch';
import { type FormsDeps, sealContext } from './deps.ts';
import { type Snapshot } from './send.ts';
import {
  type ApplicationHead,
  type ApplicationRow,
  countUndelivered,
  deleteAllOf,
  deleteApplication,
  markSettled,
  markSubmitted,
  selectApplication,
  selectApplications,
  selectSummary,
} from './store/applications.ts';
import { blobsOf, deleteUploads, selectUploadsOfApplication, selectUploadsOfPerson } from './store/uploads.ts';
import { formsTexts } from './texts/index.ts';

export type DeliveryProblem = { type: string; title: string; detail: string };

export interface OpenApplication {
  row: ApplicationRow;
  snapshot: Snapshot;
  compiled: CompiledForm;
  problems: readonly DeliveryProblem[];
  thread: { threadId: string; unread: number } | null;
}

export interface Applications {
  open(person: PersonId, application: string): Promise<OpenApplication>;
  summary(person: PersonId, application: string): Promise<Uint8Array | null>;
  list(person: PersonId): Promise<readonly ApplicationHead[]>;
  remove(person: PersonId, application: string): Promise<void>;
  erasure: ErasurePort;
  onDispatch: DispatchListener;
}

export function readSnapshot(bytes: Uint8Array): Snapshot {
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as Snapshot;
}

export function createApplications(deps: FormsDeps): Applications {
  const { kernel, catalogue, mailbox, identity } = deps;
  const { db, secrets, blobs } = kernel;

  async function rowOf(tx: Tx, person: PersonId, application: string): Promise<ApplicationRow> {
    const row = isUuid(application) ? await selectApplication(tx, application, person) : null;
    if (row === null) throw new AppError('not-found', 'forms/application-not-found');
    return row;
  }

  async function notify(tx: Tx, event: DispatchEvent): Promise<void> {
    const contact = await identity.personContact(tx, event.person);
    if (contact.email === null) return;
    const t = formsTexts(contact.lang).rejectedMail;
    await kernel.mail.send(tx, {
      to: contact.email,
      lang: contact.lang,
      subject: t.subject,
      text: t.body(new URL('/konto', kernel.config.publicUrl).href),
      kind: 'forms.rejected',
    });
  }

  return {
    async open(person, application) {
      const found = await db.tx({ person }, async (tx) => {
        const row = await rowOf(tx, person, application);
        const key = await secrets.dataKey(tx, { person });
        const snapshot = readSnapshot(secrets.open(key, row.snapshot, sealContext.snapshot(application, person)));
        const problems =
          row.problems === null
            ? []
            : (JSON.parse(
                Buffer.from(secrets.open(key, row.problems, sealContext.problems(application, person))).toString(
                  'utf8',
                ),
              ) as DeliveryProblem[]);
        return { row, snapshot, problems, thread: await mailbox.threadOf(tx, application) };
      });
      return { ...found, compiled: await catalogue.compiledForm(found.row.version_digest) };
    },
    async summary(person, application) {
      return db.tx({ person }, async (tx) => {
        await rowOf(tx, person, application);
        const sealed = await selectSummary(tx, application);
        if (sealed === null) return null;
        const key = await secrets.dataKey(tx, { person });
        return secrets.open(key, sealed, sealContext.summary(application, person));
      });
    },
    list: (person) => db.tx({ person }, (tx) => selectApplications(tx, person)),
    async remove(person, application) {
      await db.tx({ person }, async (tx) => {
        const row = await rowOf(tx, person, application);
        // Deleting the only copy before the town has it would lose what was acknowledged.
        if (row.state !== 'accepted' && row.state !== 'rejected') throw new AppError('conflict', 'forms/undelivered');
        await discardUploads(tx, blobs, application);
        await deleteApplication(tx, application);
      });
    },
    erasure: {
      name: 'forms',
      async erase(tx, person) {
        if ((await countUndelivered(tx, person)) > 0) throw new AppError('conflict', 'forms/undelivered');
        for (const blob of blobsOf(await selectUploadsOfPerson(tx, person))) await blobs.discard(tx, blob);
        await deleteAllOf(tx, person);
      },
    },
    async onDispatch(tx, kind, event) {
      if (kind !== 'application') return;
      if (event.kind === 'submitted') return markSubmitted(tx, event.id, event.caseId, event.at);
      let problems: Uint8Array | null = null;
      if (event.kind === 'rejected') {
        const key = await secrets.dataKey(tx, { person: event.person });
        problems = secrets.seal(key, JSON.stringify(event.problems), sealContext.problems(event.id, event.person));
      }
      const { id, caseId, at } = event;
      const isNews = await markSettled(tx, id, { state: event.kind, caseId, at, problems });
      if (!isNews) return;
      if (event.kind === 'accepted') await discardUploads(tx, blobs, id);
      else await notify(tx, event);
    },
  };
}

/** Owner of tx: the person. */
export async function discardUploads(
  tx: Tx,
  blobs: FormsDeps['kernel']['blobs'],
  application: string,
): Promise<number> {
  const uploads = await selectUploadsOfApplication(tx, application);
  for (const blob of blobsOf(uploads)) await blobs.discard(tx, blob);
  if (uploads.length > 0)
    await deleteUploads(
      tx,
      uploads.map((upload) => upload.upload_id),
    );
  return uploads.length;
}
