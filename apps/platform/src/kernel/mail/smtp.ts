import { createTransport } from 'nodemailer';
import { type OutgoingMail } from './types.ts';

export type Delivery =
  | { outcome: 'sent' }
  /** The recipient or the content is refused for good. */
  | { outcome: 'refused'; smtpCode: number }
  /** Anything that may work later: connection, sign-in at the mail server, 4xx, our own sender refused. */
  | { outcome: 'failed'; reason: string };

export interface Smtp {
  deliver(id: string, mail: OutgoingMail): Promise<Delivery>;
  close(): void;
}

export function createSmtp(settings: { smtpUrl: string; from: string }): Smtp {
  const transport = createTransport({
    url: settings.smtpUrl,
    pool: true,
    maxConnections: 2,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const host = /@([A-Za-z0-9.-]+)/.exec(settings.from)?.[1] ?? 'localhost';
  return {
    async deliver(id, mail) {
      try {
        await transport.sendMail({
          from: settings.from,
          // As an object: a string would be parsed as a list, and one mail could reach several people.
          to: { name: '', address: mail.to },
          subject: mail.subject,
          text: mail.text,
          // The same id for every attempt: when an answer is lost, receivers can tell a repetition from a second mail.
          messageId: `<${id}@${host}>`,
          headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': mail.lang },
        });
        return { outcome: 'sent' };
      } catch (error) {
        return toDelivery(error);
      }
    },
    close: () => transport.close(),
  };
}

/** Takes codes only: the messages of SMTP errors repeat the address. */
function toDelivery(error: unknown): Delivery {
  const code = textOf(error, 'code') ?? 'unknown';
  const command = textOf(error, 'command') ?? '';
  const smtpCode = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : 0;
  const isAboutThisMail = command === 'RCPT TO' || command === 'DATA';
  if (smtpCode >= 500 && smtpCode < 600 && isAboutThisMail) return { outcome: 'refused', smtpCode };
  return { outcome: 'failed', reason: smtpCode > 0 ? `${code} ${smtpCode}` : code };
}

function textOf(error: unknown, name: 'code' | 'command'): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const value: unknown = Object.entries(error).find(([key]) => key === name)?.[1];
  return typeof value === 'string' ? value : undefined;
}
