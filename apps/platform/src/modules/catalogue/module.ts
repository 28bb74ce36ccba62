import { type Kernel, type ModuleInstance } from '#kernel/module';
import { type IdentityService } from '#modules/identity';
import { catalogueErrorTexts } from './errors.ts';
import { feedbackKeptDays } from './feedback.ts';
import { createCatalogueService } from './service.ts';
import { deleteFeedbackBefore } from './store/feedback.ts';
import { type CatalogueService } from './types.ts';

export function createCatalogue(kernel: Kernel, deps: { identity: IdentityService }): ModuleInstance<CatalogueService> {
  return {
    name: 'catalogue',
    service: createCatalogueService(kernel, deps.identity),
    routes: [],
    jobs: [],
    recurring: [],
    retention: [
      {
        name: 'catalogue.page-feedback',
        description: {
          de: `Rückmeldungen zu Barrieren werden nach ${String(feedbackKeptDays)} Tagen gelöscht: Die Antwortfrist von einem Monat ist dann vorbei (Art. 5 Abs. 1 Buchst. e DSGVO).`,
          en: `Reports of barriers are deleted after ${String(feedbackKeptDays)} days: the month for the answer is over then (Art. 5(1)(e) GDPR).`,
        },
        run: async (now) => {
          const before = new Date(now.getTime() - feedbackKeptDays * 86_400_000);
          return { deleted: await kernel.db.tx({}, (tx) => deleteFeedbackBefore(tx, before)) };
        },
      },
    ],
    errorTexts: catalogueErrorTexts,
  };
}
