import { type FitConnectAccess } from '#kernel/fit-connect';
import { type Kernel, type ModuleInstance } from '#kernel/module';
import { type CatalogueService } from '#modules/catalogue';
import { type IdentityService } from '#modules/identity';
import { createCases } from './cases.ts';
import { caseworkErrorTexts } from './errors.ts';
import { createInboxes } from './inboxes.ts';
import { fetchTask, sendReplyHandler, watchTask } from './jobs/tasks.ts';
import { caseRoutes } from './pages/case.page.tsx';
import { inboxRoutes } from './pages/inbox.page.tsx';
import { listRoutes } from './pages/list.page.tsx';
import { offeringsRoutes } from './pages/offerings.page.tsx';
import { createReceiver } from './receive.ts';
import { createReplies } from './replies.ts';
import { countByState } from './store/cases.ts';
import { deleteOldRejections } from './store/rejections.ts';
import { insertTestReference } from './store/test-cases.ts';
import { type CaseworkService } from './types.ts';

export interface CaseworkModuleDeps {
  access: FitConnectAccess;
  identity: Pick<IdentityService, 'tenant' | 'tenants' | 'staffName' | 'missingLegalPages'>;
  catalogue: Pick<
    CatalogueService,
    | 'versionBySchemaUri'
    | 'compiledForm'
    | 'offeringsOf'
    | 'allVersions'
    | 'manifest'
    | 'saveOffering'
    | 'goLive'
    | 'withdraw'
  >;
}

const rejectionDays = 7;

export function createCasework(kernel: Kernel, deps: CaseworkModuleDeps): ModuleInstance<CaseworkService> {
  const { db, clock, log } = kernel;
  const { identity, catalogue } = deps;
  const shared = { kernel, ...deps };
  const inboxes = createInboxes(shared);
  const receiver = createReceiver(shared, inboxes);
  const replies = createReplies(shared, inboxes);
  const cases = createCases(shared);
  const service: CaseworkService = {
    provisionInbox: inboxes.provisionInbox,
    addService: inboxes.addService,
    inbox: inboxes.inbox,
    fetchNow: (tenant) => receiver.fetch(tenant, log),
    expectTest: (tenant, reference) =>
      db.tx({ tenant }, (tx) => insertTestReference(tx, tenant, reference, clock.now())),
    openCases: (tenant) => db.tx({ tenant }, (tx) => countByState(tx, tenant)),
  };
  return {
    name: 'casework',
    service,
    routes: [
      ...listRoutes({ cases, identity, inbox: inboxes.inbox, now: () => clock.now() }),
      ...caseRoutes({ cases, identity, catalogue, scanner: kernel.scanner }),
      ...inboxRoutes({ kernel, service, identity, catalogue, isRemote: deps.access.issueClient === null }),
      ...offeringsRoutes({ kernel, service, identity, catalogue }),
    ],
    jobs: [sendReplyHandler(replies)],
    recurring: [fetchTask(db, receiver), watchTask(replies)],
    retention: [
      {
        name: 'casework.rejections',
        description: {
          de: 'Aufzeichnungen über zurückgewiesene Einreichungen (ohne Inhalt) werden nach sieben Tagen gelöscht: So lange sind Rückfragen des Absenders zu erwarten. Vorgänge selbst unterliegen den Aufbewahrungsfristen der Behörde und werden hier nicht gelöscht.',
          en: 'Records of rejected submissions (without content) are deleted after seven days: that long questions of the sender are to be expected. Cases are subject to the retention periods of the authority and are not deleted here.',
        },
        run: async (now) => {
          const before = new Date(now.getTime() - rejectionDays * 24 * 60 * 60_000);
          return { deleted: await db.tx({}, (tx) => deleteOldRejections(tx, before)) };
        },
      },
    ],
    errorTexts: caseworkErrorTexts,
  };
}
