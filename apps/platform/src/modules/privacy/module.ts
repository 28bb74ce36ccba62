import { type Kernel, type ModuleInstance } from '#kernel/module';
import { privacyErrorTexts } from './errors.ts';
import { fieldsRoutes } from './pages/fields.page.tsx';
import { listRoutes } from './pages/list.page.tsx';
import { paperRoutes } from './pages/paper.page.tsx';
import { refuseRoutes } from './pages/refuse.page.tsx';
import { reportRoutes } from './pages/report.page.tsx';
import { serviceRoutes } from './pages/service.page.tsx';
import { renewalsTask } from './renewals.ts';
import { createPrivacyService, type PrivacyDeps } from './service.ts';
import { deleteOldDecisions } from './store/decisions.ts';
import { type PrivacyService } from './types.ts';

const keptYears = 3;

export function createPrivacy(kernel: Kernel, others: Omit<PrivacyDeps, 'kernel'>): ModuleInstance<PrivacyService> {
  const service = createPrivacyService({ kernel, ...others });
  const deps = { kernel, service, ...others };
  return {
    name: 'privacy',
    service,
    routes: [
      ...listRoutes(deps),
      ...reportRoutes(deps),
      ...serviceRoutes(deps),
      ...refuseRoutes(deps),
      ...fieldsRoutes(deps),
      ...paperRoutes(deps),
    ],
    jobs: [],
    recurring: [renewalsTask(deps, service)],
    retention: [
      {
        name: 'privacy.replaced-decisions',
        description: {
          de: `Entscheidungen über zentrale Folgenabschätzungen werden ${String(keptYears)} Jahre, nachdem eine andere an ihre Stelle trat, gelöscht: So lange können sie zum Nachweis gebraucht werden (Art. 5 Abs. 2 DSGVO, § 31 OWiG).`,
          en: `Decisions on central assessments are deleted ${String(keptYears)} years after another took their place: that long they may be needed as evidence (Art. 5(2) GDPR, section 31 OWiG).`,
        },
        run: async (now) => {
          const before = new Date(now);
          before.setUTCFullYear(before.getUTCFullYear() - keptYears);
          return { deleted: await kernel.db.tx({}, (tx) => deleteOldDecisions(tx, before)) };
        },
      },
    ],
    errorTexts: privacyErrorTexts,
  };
}
