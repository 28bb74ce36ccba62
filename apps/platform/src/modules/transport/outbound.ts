import { join } from 'node:path';
import { createSmtp, type Smtp } from '#kernel/mail';
import { type Background } from '#kernel/module';
import { createOutgoingHttp, type OutgoingHttp } from '#kernel/outgoing';
import { createCallbackSecrets } from './callback-secrets.ts';
import { createCallbackSender, type CallbackSender } from './callback-sender.ts';
import { createCallbackTargets, type CallbackTargets } from './callback-targets.ts';
import { createCallbacks, type Callbacks } from './callbacks.ts';
import { type ServiceEvents } from './service-events.ts';
import { type TransportKernel } from './transport-kernel.ts';

export interface OutboundOptions {
  /** Default `<dataDir>/transport/callback-key.json`; processes on several machines name one common file. */
  callbackKeyFile?: string;
  /** Default: reaches public addresses and those that the operators listed. */
  outgoing?: OutgoingHttp;
  /** Default: the mail server of the settings, if there is one. */
  smtp?: Smtp;
}

/** What the service sends by itself: callbacks and mails. */
export interface Outbound {
  targets: CallbackTargets;
  callbacks: Callbacks;
  sender: CallbackSender;
  smtp: Smtp | null;
  background: Background;
}

export function createOutbound(
  kernel: TransportKernel & { events: ServiceEvents },
  options: OutboundOptions,
): Outbound {
  const { config } = kernel;
  const secrets = createCallbackSecrets(
    options.callbackKeyFile ?? join(config.dataDir, 'transport', 'callback-key.json'),
  );
  // Not the kernel's: that one also reaches the own address, and a foreign client writes what is called here.
  const own = createOutgoingHttp({ allowedHosts: config.allowedHosts, mode: config.mode });
  const outgoing = options.outgoing ?? own;
  const smtp = options.smtp ?? (config.mail && createSmtp(config.mail));
  const parts = { ...kernel, secrets, outgoing };
  const sender = createCallbackSender(parts);
  return {
    targets: createCallbackTargets(config, secrets),
    callbacks: createCallbacks(parts),
    sender,
    smtp,
    background: {
      start() {
        if (!smtp && config.mode === 'production') {
          kernel.log.warn({}, 'no mail server: nobody is told on day 3 and 9 of what is not fetched');
        }
        sender.start();
      },
      async stop() {
        await sender.stop();
        smtp?.close();
        // Waits for calls that hang, which nobody else needs to.
        void own.close();
      },
    },
  };
}
