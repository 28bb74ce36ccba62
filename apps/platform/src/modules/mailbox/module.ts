import { type Kernel, type ModuleInstance } from '#kernel/module';
import { type ErasurePort } from '#kernel/retention';
import { type DispatchListener, type DispatchService, type Portal } from '#modules/dispatch';
import { type IdentityService } from '#modules/identity';
import { createAnswers } from './answers.ts';
import { createConversations } from './conversations.ts';
import { mailboxErrorTexts } from './errors.ts';
import { createNotify } from './notify.ts';
import { createReceiver } from './receive.ts';
import { mailboxRetention } from './retention.ts';
import { mailboxRoutes } from './routes.ts';
import { createDispatchListener, createMailboxService, mailboxErasure } from './service.ts';
import { type MailboxService } from './types.ts';

export interface MailboxModuleDeps {
  identity: Pick<IdentityService, 'tenant' | 'personContact'>;
  dispatch: Pick<DispatchService, 'submit'>;
  portal: Portal;
}

export interface MailboxModule extends ModuleInstance<MailboxService> {
  /** For `dispatch.listen` in app.ts. */
  onDispatch: DispatchListener;
  erasure: ErasurePort;
}

export function createMailbox(kernel: Kernel, { identity, dispatch, portal }: MailboxModuleDeps): MailboxModule {
  const notify = createNotify(kernel, identity);
  const receiver = createReceiver(kernel, { portal, notify });
  const answers = createAnswers(kernel, dispatch);
  return {
    name: 'mailbox',
    service: createMailboxService(kernel),
    onDispatch: createDispatchListener(kernel, notify),
    erasure: mailboxErasure(kernel),
    routes: mailboxRoutes({
      identity,
      conversations: createConversations(kernel),
      answers,
      scanner: kernel.scanner,
    }),
    jobs: [],
    recurring: [{ name: 'mailbox.fetch-replies', everySeconds: 2, run: (context) => receiver.fetchAll(context) }],
    retention: mailboxRetention(kernel),
    errorTexts: mailboxErrorTexts,
  };
}
