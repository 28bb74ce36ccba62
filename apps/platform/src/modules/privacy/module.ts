import { type Kernel, type ModuleInstance } from '#kernel/module';
import { privacyErrorTexts } from './errors.ts';
import { createPrivacyService, type PrivacyDeps } from './service.ts';
import { deleteOldDecisions } from './store/decisions.ts';
import { type PrivacyService } from './types.ts';

const keptYears = 3;

export function createPrivacy(kernel: Kernel, others: Omit<PrivacyDeps, 'kernel'>): ModuleInstance<PrivacyService> {
  const service = createPrivacyService({ kernel, ...others });
  return {
    name: 'privacy',
    service,
    routes: [],
    jobs: [],
    recurring: [],
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
