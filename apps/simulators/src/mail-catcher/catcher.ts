import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { type Language, languageOf, listen, send, STYLE } from '../http.ts';
import { listPage, mailPage } from './pages.ts';

export interface CaughtMail {
  id: string;
  receivedAt: string;
  /** Envelope addresses, which may differ from what the header claims. */
  from: string;
  to: readonly string[];
  subject: string;
  text: string;
  attachments: readonly { name: string; type: string; bytes: number }[];
}

export interface MailCatcher {
  url: string;
  smtpUrl: string;
  close(): Promise<void>;
}

/** Addresses at this domain are refused, so that the handling of undeliverable mail can be tried. */
export const BOUNCING = '@bounce.invalid';

const KEPT = 1000;
const MAX_MAIL = 25 * 1024 * 1024;

/** Starts an SMTP server and a page of what it caught, both on loopback; nothing is ever passed on. */
export async function startMailCatcher(options: { port: number; smtpPort: number }): Promise<MailCatcher> {
  const mails: CaughtMail[] = [];
  const smtp = new SMTPServer({
    authOptional: true,
    // Loopback only: STARTTLS would need a certificate nobody trusts.
    disabledCommands: ['STARTTLS', 'AUTH'],
    size: MAX_MAIL,
    logger: false,
    onRcptTo(address, _session, done) {
      if (!address.address.toLowerCase().endsWith(BOUNCING)) return done();
      done(Object.assign(new Error('5.1.1 mailbox unavailable'), { responseCode: 550 }));
    },
    onData(stream, session, done) {
      simpleParser(stream)
        .then((parsed) => {
          if (stream.sizeExceeded) throw Object.assign(new Error('5.3.4 message too big'), { responseCode: 552 });
          mails.unshift({
            id: randomUUID(),
            receivedAt: new Date().toISOString(),
            ...envelope(session),
            ...content(parsed),
          });
          mails.length = Math.min(mails.length, KEPT);
          done();
        })
        .catch((error: unknown) => done(error instanceof Error ? error : new Error('cannot be read')));
    },
  });
  // A client that breaks off is no reason to end.
  smtp.on('error', () => undefined);
  const smtpPort = await listen(smtp.server, options.smtpPort);
  const http = createServer((req, res) => answer(mails, req, res));
  const port = await listen(http, options.port);
  return {
    url: `http://127.0.0.1:${port}`,
    smtpUrl: `smtp://127.0.0.1:${smtpPort}`,
    close: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
      await new Promise<void>((resolve) => smtp.close(() => resolve()));
    },
  };
}

function envelope(session: SMTPServerSession): Pick<CaughtMail, 'from' | 'to'> {
  const from = session.envelope.mailFrom;
  return { from: from === false ? '' : from.address, to: session.envelope.rcptTo.map((r) => r.address) };
}

function content(
  parsed: Awaited<ReturnType<typeof simpleParser>>,
): Pick<CaughtMail, 'subject' | 'text' | 'attachments'> {
  return {
    subject: parsed.subject ?? '',
    text: parsed.text ?? '',
    attachments: parsed.attachments.map((a) => ({
      name: a.filename ?? 'unnamed',
      type: a.contentType,
      bytes: a.content.length,
    })),
  };
}

/** `/` and `/mails/<id>` for people, `/api/mails[/<id>]` for programs; DELETE or the button removes. */
function answer(mails: CaughtMail[], req: IncomingMessage, res: ServerResponse): void {
  const path = new URL(req.url ?? '/', 'http://localhost').pathname;
  const lang: Language = languageOf(req.headers['accept-language']);
  const id = /^\/(?:api\/)?mails\/([0-9a-f-]{36})(?:\/delete)?$/.exec(path)?.[1];
  const mail = mails.find((m) => m.id === id);
  const json = (status: number, body: unknown): void => send(res, status, 'application/json', JSON.stringify(body));
  const remove = (): void => {
    if (id === undefined) mails.length = 0;
    else if (mail !== undefined) mails.splice(mails.indexOf(mail), 1);
  };

  // A page of another origin may post here without asking; it must not be able to remove anything.
  if (req.method !== 'GET' && /^(cross-site|same-site)$/.test(String(req.headers['sec-fetch-site'] ?? ''))) {
    return json(403, { error: 'not from another origin' });
  }
  switch (`${req.method} ${path.replace(id ?? ' ', ':id')}`) {
    case 'GET /':
      return send(res, 200, 'text/html', listPage(lang, mails));
    case 'GET /style.css':
      return send(res, 200, 'text/css', STYLE);
    case 'GET /api/mails':
      return json(200, { items: mails, total: mails.length, next: null });
    case 'GET /api/mails/:id':
      return mail === undefined ? json(404, { error: 'no such mail' }) : json(200, mail);
    case 'GET /mails/:id':
      if (mail !== undefined) return send(res, 200, 'text/html', mailPage(lang, mail));
      break;
    case 'DELETE /api/mails':
    case 'DELETE /api/mails/:id':
      remove();
      return void res.writeHead(204).end();
    case 'POST /delete':
    case 'POST /mails/:id/delete':
      remove();
      return void res.writeHead(303, { location: '/' }).end();
  }
  return json(404, { error: 'not found' });
}
