import { type Lang, type TenantId } from '../ids/index.ts';
import { type Tx } from '../db/types.ts';

/** Mails never carry content of an application or answer, only that something waits behind the sign-in. */
export interface OutgoingMail {
  to: string;
  lang: Lang;
  subject: string;
  text: string;
  /** Kind for bounces and statistics, e.g. 'mailbox.new-message'. */
  kind: string;
  tenant?: TenantId;
}

export interface Mail {
  /** Durable: sealed and enqueued in the caller's transaction, sent by a job with retries; a bounce is recorded. */
  send(tx: Tx, mail: OutgoingMail): Promise<void>;
}
