import { type Kernel, type ModuleInstance } from '#kernel/module';
import { createSummaryPdf } from './adapters/typst/summary-pdf.ts';
import { createApplications } from './applications.ts';
import { type FormsNeeds } from './deps.ts';
import { createDrafts } from './drafts.ts';
import { formsErrorTexts } from './errors.ts';
import { deliverHandler } from './jobs/deliver.job.ts';
import { overdueScansTask, scanFileHandler } from './jobs/scan-file.job.ts';
import { remindersTask } from './reminders.ts';
import { formsRetention } from './retention.ts';
import { formsRouteList } from './routes.ts';
import { createSampleApplications } from './sample-applications.ts';
import { createScanFile } from './scan-file.ts';
import { createSend } from './send.ts';
import { createFormsService } from './service.ts';
import { createStartDraft } from './start-draft.ts';
import { type FormsService } from './types.ts';
import { createUploads } from './uploads.ts';

/** app.ts wires `service.onDispatch` to dispatch and `service.erasure` to identity. */
export function createForms(kernel: Kernel, needs: FormsNeeds): ModuleInstance<FormsService> {
  const deps = { kernel, ...needs };
  const drafts = createDrafts(deps);
  const uploads = createUploads(deps);
  const applications = createApplications(deps);
  const summaryPdf = createSummaryPdf();
  const send = createSend(deps, drafts, uploads);
  const scanFile = createScanFile(deps);
  const start = createStartDraft(deps);
  const samples = createSampleApplications({ start, drafts, send });
  return {
    name: 'forms',
    service: createFormsService(drafts, applications, uploads, samples),
    routes: formsRouteList({
      deps,
      start,
      drafts,
      uploads,
      scanFile,
      send,
      applications,
      summaryPdf,
    }),
    jobs: [deliverHandler(deps, summaryPdf), scanFileHandler(scanFile)],
    recurring: [overdueScansTask(deps), remindersTask(deps)],
    retention: formsRetention(deps),
    errorTexts: formsErrorTexts,
  };
}
