import { Type } from 'typebox';
import { type Clock } from '../clock/index.ts';
import { type Config } from '../config/types.ts';
import { type Database } from '../db/types.ts';
import { AppError } from '../errors/index.ts';
import { newUuid } from '../ids/index.ts';
import { type JobHandler, type Jobs, type JobType, type RecurringTask } from '../jobs/types.ts';
import { type Logger } from '../logging/index.ts';
import { type RetentionRule } from '../retention/types.ts';
import { type DataKey, type Secrets } from '../secrets/types.ts';
import {
  bounceMail,
  countWaitingMails,
  deleteMail,
  deleteMailBouncesBefore,
  deleteMailsBefore,
  dueMails,
  findMail,
  putMail,
} from './mail-rows.ts';
import { createSmtp } from './smtp.ts';
import { type Mail, type OutgoingMail } from './types.ts';

export const sendMail = {
  name: 'kernel.send-mail',
  payload: Type.Object({ mail: Type.String({ format: 'uuid' }) }),
  retry: { attempts: 30, firstDelaySeconds: 30, maxDelaySeconds: 3600 },
} satisfies JobType;

export interface MailOptions {
  db: Database;
  jobs: Jobs;
  secrets: Secrets;
  clock: Clock;
  config: Pick<Config, 'mail'>;
  log: Logger;
}

export interface MailRuntime extends Mail {
  readonly handlers: readonly JobHandler[];
  readonly tasks: readonly RecurringTask[];
  readonly retention: readonly RetentionRule[];
  /** For the doctor; `configured: false` means that mails are kept and nothing is sent. */
  status(): Promise<{ configured: boolean; waiting: number; oldest: Date | null }>;
  close(): void;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const contextOf = (id: string): string => `kernel.mail:${id}`;

export function createMail(options: MailOptions): MailRuntime {
  const { db, jobs, secrets, clock } = options;
  const smtp = options.config.mail === null ? null : createSmtp(options.config.mail);
  // A system key, not a person's: mails also go to people without an account (invitations).
  const key: DataKey = { id: 'mail', bytes: secrets.derive('mail') };

  async function handle(id: string, log: Logger): Promise<void> {
    if (smtp === null) return;
    const row = await db.tx({}, (tx) => findMail(tx, id));
    // Sent by an earlier attempt whose end was lost.
    if (row === null) return;
    const delivery = await smtp.deliver(id, openMail(secrets.open(key, row.sealed, contextOf(id))));
    switch (delivery.outcome) {
      case 'sent':
        return db.tx({}, (tx) => deleteMail(tx, id));
      case 'refused':
        log.warn({ mail: id, kind: row.kind, smtpCode: delivery.smtpCode }, 'Mail refused for good');
        return db.tx({}, (tx) => bounceMail(tx, id, delivery.smtpCode, clock.now()));
      case 'failed':
        throw new AppError('unavailable', 'mail/not-sent', {
          params: { reason: delivery.reason },
          detail: `Mail not sent: ${delivery.reason}`,
        });
    }
  }

  return {
    async send(tx, mail) {
      const id = newUuid();
      const sealed = secrets.seal(key, JSON.stringify(mail), contextOf(id));
      await putMail(tx, { id, kind: mail.kind, tenant: mail.tenant ?? null, sealed }, clock.now());
      await jobs.enqueue(tx, sendMail, { mail: id }, { key: id });
    },
    handlers: [
      { type: sendMail, concurrency: 2, handle: (payload, { log }) => handle(parsePayload(payload).mail, log) },
    ],
    tasks: [sendWaitingMails(options)],
    retention: mailRetention(db),
    status: async () => ({ configured: smtp !== null, ...(await db.tx({}, countWaitingMails)) }),
    close: () => smtp?.close(),
  };
}

/** Catches up with mails kept while no mail server was configured, or whose job gave up while the server was away. */
function sendWaitingMails({ db, jobs, clock, config }: MailOptions): RecurringTask {
  return {
    name: 'kernel.send-waiting-mails',
    everySeconds: 3600,
    async run() {
      if (config.mail === null) return;
      const before = new Date(clock.now().getTime() - HOUR_MS);
      await db.tx({}, async (tx) => {
        for (const id of await dueMails(tx, before, 1000)) await jobs.enqueue(tx, sendMail, { mail: id }, { key: id });
      });
    },
  };
}

function mailRetention(db: Database): RetentionRule[] {
  const before = (now: Date, days: number) => new Date(now.getTime() - days * DAY_MS);
  return [
    {
      name: 'kernel.unsent-mails',
      description: {
        de: 'Nicht zustellbare E-Mails werden nach 14 Tagen gelöscht (Art. 5 Abs. 1 lit. e DSGVO); die Nachricht selbst liegt im Postfach.',
        en: 'Mails that could not be sent are deleted after 14 days (Art. 5(1)(e) GDPR); the message itself is in the mailbox.',
      },
      run: async (now) => ({ deleted: await db.tx({}, (tx) => deleteMailsBefore(tx, before(now, 14))) }),
    },
    {
      name: 'kernel.mail-bounces',
      description: {
        de: 'Vermerke über abgewiesene E-Mails (ohne Adresse) werden nach 180 Tagen gelöscht.',
        en: 'Records of refused mails (without address) are deleted after 180 days.',
      },
      run: async (now) => ({ deleted: await db.tx({}, (tx) => deleteMailBouncesBefore(tx, before(now, 180))) }),
    },
  ];
}

function parsePayload(payload: unknown): { mail: string } {
  return payload as { mail: string };
}

function openMail(bytes: Uint8Array): OutgoingMail {
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as OutgoingMail;
}
