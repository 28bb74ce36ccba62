import { type RequestContext } from '#kernel/http';
import { type Kernel } from '#kernel/module';
import { type CatalogueService } from '#modules/catalogue';
import { type IdentityService, type Tenant, tenantShell } from '#modules/identity';
import { type MailboxService } from '#modules/mailbox';
import { shell, type ShellContext } from '#ui';
import { type AccountLists, type Operations } from './ports.ts';

export interface WebServices {
  identity: IdentityService;
  catalogue: CatalogueService;
  forms: AccountLists;
  mailbox: Pick<MailboxService, 'unreadCount'>;
  operations: Operations;
}

export interface WebDeps extends WebServices {
  kernel: Kernel;
}

/** The page frame with the count of unread messages for whom it may concern. */
export async function frameOf(ctx: RequestContext, deps: WebDeps, tenant?: Tenant | null): Promise<ShellContext> {
  const unread = ctx.person === null ? 0 : await deps.mailbox.unreadCount(ctx.person.person);
  return shell(ctx, { unread, ...(tenant == null ? {} : { tenant: tenantShell(tenant) }) });
}
