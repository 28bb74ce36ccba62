import { type PersonId } from '#kernel/ids';
import { type JobHandler, type RecurringTask } from '#kernel/jobs';
import { type FormsDeps } from '../deps.ts';
import { scanJob, type ScanFile } from '../scan-file.ts';
import { dueScans } from '../store/uploads.ts';

const overdueMs = 60_000;
const batch = 500;

export function scanFileHandler({ scan }: ScanFile): JobHandler {
  return {
    type: scanJob.type,
    // Each holds one connection to the scanner and reads one file.
    concurrency: 4,
    async handle(payload, { signal }) {
      const { upload, person } = payload as { upload: string; person: PersonId };
      await scan(person, upload, { signal, tells: true });
    },
  };
}

/** Finds what no job looks after: files from before a scanner was connected, or whose job an operator dismissed. */
export function overdueScansTask({ kernel }: Pick<FormsDeps, 'kernel'>): RecurringTask {
  const { db, jobs, clock, scanner } = kernel;
  return {
    name: 'forms.find-unscanned-files',
    everySeconds: 60,
    async run() {
      if (!scanner.isConnected) return;
      const before = new Date(clock.now().getTime() - overdueMs);
      const due = await db.tx({}, (tx) => dueScans(tx, before, batch));
      for (const { upload, person } of due) {
        // The key makes this a no-op where the job is waiting.
        await db.tx({ person }, (tx) => jobs.enqueue(tx, scanJob.type, { upload, person }, { key: upload }));
      }
    },
  };
}
