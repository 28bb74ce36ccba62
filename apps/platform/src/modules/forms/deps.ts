import { type PersonId } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { type CatalogueService } from '#modules/catalogue';
import { type DispatchService } from '#modules/dispatch';
import { type IdentityService } from '#modules/identity';
import { type MailboxService } from '#modules/mailbox';

export interface FormsNeeds {
  catalogue: CatalogueService;
  identity: IdentityService;
  dispatch: DispatchService;
  mailbox: MailboxService;
}

export interface FormsDeps extends FormsNeeds {
  kernel: Kernel;
}

/** What a sealed value belongs to: it cannot be moved to another row or person. */
export const sealContext = {
  draft: (draft: string, person: PersonId): string => `forms.draft:${draft}:${person}`,
  snapshot: (application: string, person: PersonId): string => `forms.application:${application}:${person}`,
  problems: (application: string, person: PersonId): string => `forms.application.problems:${application}:${person}`,
  summary: (application: string, person: PersonId): string => `forms.summary:${application}:${person}`,
} as const;
