import { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, type Server as NetServer } from 'node:net';

const MAX_BODY = 64 * 1024;

/** HTML that has been escaped by `html`. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = string | number | Html | readonly Html[];

/** Template tag: every value is escaped unless it is Html itself. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  const parts = strings.map((text, index) => text + (index < values.length ? render(values[index] ?? '') : ''));
  return new Html(parts.join(''));
}

function render(value: Value): string {
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map((part) => part.text).join('');
  return String(value).replaceAll(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** HTML that a library hands over finished, such as the form of the sign-out page. */
export function trustedHtml(text: string): Html {
  return new Html(text);
}

export type Language = 'de' | 'en';

/** German unless the browser or the client prefers English. */
export function languageOf(wishes: string | undefined): Language {
  const first = (wishes ?? '').split(/[ ,]+/).find((tag) => /^(de|en)\b/i.test(tag));
  return first !== undefined && /^en/i.test(first) ? 'en' : 'de';
}

export const STYLE = `
body { font: 1.125rem/1.5 sans-serif; color: #1c1c1c; background: #fff; margin: 0 auto; padding: 1rem; max-width: 44rem; }
a, button { color: #003d8f; }
.notice { border: 0.25rem solid #8a4500; padding: 0.5rem 1rem; }
.people { list-style: none; padding: 0; }
.people li { margin: 0 0 0.75rem; }
button { font: inherit; min-height: 3rem; padding: 0.5rem 1rem; background: #fff; border: 0.125rem solid #003d8f; text-align: left; cursor: pointer; }
.people button { width: 100%; }
label { display: block; margin-top: 1rem; }
input, select { font: inherit; box-sizing: border-box; width: 100%; min-height: 3rem; padding: 0.5rem; border: 0.125rem solid #4a4a4a; background: #fff; }
:focus-visible { outline: 0.25rem solid #8a4500; outline-offset: 0.125rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.5rem; border-bottom: 1px solid #4a4a4a; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
`;

/** A whole page; `title` is also its h1. */
export function page(lang: Language, title: string, content: Html): string {
  return html`<!doctype html>
    <html lang="${lang}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="stylesheet" href="/style.css" />
        <link rel="icon" href="data:," />
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${content}
        </main>
      </body>
    </html> `.text;
}

// No form-action: browsers apply it to redirects too, and signing in ends with one to the platform.
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

export function setPageHeaders(set: (name: string, value: string) => void): void {
  for (const [name, value] of Object.entries(HEADERS)) set(name, value);
}

export function send(res: ServerResponse, status: number, type: string, body: string): void {
  setPageHeaders((name, value) => res.setHeader(name, value));
  res.writeHead(status, { 'content-type': `${type}; charset=utf-8` }).end(body);
}

/** The fields of a posted form; throws when the body is larger than 64 KiB. */
export async function readForm(req: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) throw new Error('form too large');
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}

/** Listens on loopback only and returns the port. */
export async function listen(server: Server | NetServer, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}
