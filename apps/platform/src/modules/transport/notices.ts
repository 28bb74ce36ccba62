import { type Logger } from '#kernel/logging';
import { type OutgoingMail, type Smtp } from '#kernel/mail';
import { selectOwnDestination } from './store/destinations.ts';
import { deleteNotice, putDueNotices, takeDueNotices, type NoticeRow } from './store/notices.ts';
import { outboundTexts, type OutboundTexts } from './texts/outbound.ts';
import { type TransportKernel } from './transport-kernel.ts';

const day = 86_400_000;
/** Reference 11. On day 14 the service rejects, so nothing is worth a mail any more. */
const noticeDays = { first: 3, last: 9, end: 14 } as const;
const leaseMs = 10 * 60_000;
const atOnce = 50;
/** All are in the list of the API; a mail need not be longer. */
const listedAtMost = 100;

/**
 * Mails to the contact of a destination about submissions that nobody fetches. First they are written down with a mark
 * on the submissions, so each is told once a day; then sent. A crash in between sends at the next run, a crash between
 * mail server and record sends again, under the same message id. Without a mail server nothing is marked.
 */
export async function sendNotices(kernel: TransportKernel, smtp: Smtp | null, now: Date, log: Logger): Promise<void> {
  if (smtp === null) return;
  const { db } = kernel;
  const ago = (days: number): Date => new Date(now.getTime() - days * day);
  const before = { first: ago(noticeDays.first), last: ago(noticeDays.last), end: ago(noticeDays.end) };
  await db.tx({}, (tx) => putDueNotices(tx, now, before));
  for (;;) {
    const due = await db.tx({}, (tx) => takeDueNotices(tx, now, new Date(now.getTime() + leaseMs), atOnce));
    for (const notice of due) {
      // A mail server that is down is down for all of them; the next run goes on.
      if (!(await sendNotice(kernel, smtp, notice, log))) return;
    }
    if (due.length < atOnce) return;
  }
}

async function sendNotice(
  { db, config }: TransportKernel,
  smtp: Smtp,
  notice: NoticeRow,
  log: Logger,
): Promise<boolean> {
  const owner = { client: notice.client_id };
  const { notice_id: id, destination_id: destinationId } = notice;
  const destination = await db.tx(owner, (tx) => selectOwnDestination(tx, notice.client_id, destinationId));
  const to = destination?.contact['email'];
  const isWaiting = notice.first_notice.length + notice.last_notice.length > 0;
  if (destination && typeof to === 'string' && isWaiting) {
    const mail = mailOf(notice, { to, name: destination.name, host: config.publicUrl.host });
    const delivery = await smtp.deliver(id, mail);
    if (delivery.outcome === 'failed') {
      log.warn({ destination: destinationId, reason: delivery.reason }, 'notice not sent, the next run repeats it');
      return false;
    }
    if (delivery.outcome === 'refused') {
      log.warn({ destination: destinationId, smtpCode: delivery.smtpCode }, 'notice refused for good');
    }
  }
  await db.tx(owner, (tx) => deleteNotice(tx, id));
  return true;
}

/** Nothing but counts and ids: what was sent is not known here, and who sent it is nobody's business. */
function mailOf(notice: NoticeRow, { to, name, host }: { to: string; name: string; host: string }): OutgoingMail {
  const partIn = ({ notice: t }: OutboundTexts): string => {
    const list = (ids: readonly string[]): string => {
      const shown = ids.slice(0, listedAtMost).map((id) => `- ${id}`);
      const rest = ids.length - shown.length;
      return [...shown, ...(rest > 0 ? [t.more(rest)] : [])].join('\n');
    };
    const part = (ids: readonly string[], say: (count: number, ids: string) => string): string =>
      ids.length === 0 ? '' : say(ids.length, list(ids));
    const first = part(notice.first_notice, t.first);
    const last = part(notice.last_notice, t.last);
    return `${t.text({ destination: name, destinationId: notice.destination_id, host, first, last })}\n\n${t.footer}`;
  };
  // Whoever reads the contact's post may speak either language, and the protocol does not say which.
  const { de, en } = outboundTexts;
  return {
    to,
    lang: 'de',
    subject: `${de.notice.subject(name)} / ${en.notice.subject(name)}`,
    text: `${partIn(de)}\n\n---\n\n${partIn(en)}\n`,
    kind: 'transport.unfetched',
  };
}
