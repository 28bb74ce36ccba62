/** A browser without script: cookies, redirects and the forms of a page, over real HTTP. */

export interface FormField {
  name: string;
  type: string;
  /** What is sent when nobody touches it; null for an unticked box. */
  value: string | null;
  /** Values of a select or of radio buttons. */
  options: readonly string[];
}

export interface PageForm {
  action: string;
  multipart: boolean;
  fields: readonly FormField[];
  /** `name=value` of its buttons; '' for one without a name. */
  buttons: readonly { name: string; value: string; text: string }[];
}

export interface FormFile {
  field: string;
  filename: string;
  type: string;
  content: Uint8Array;
}

export interface VisitedPage {
  status: number;
  url: string;
  headers: Headers;
  bytes: Uint8Array;
  text: string;
}

interface Cookie {
  host: string;
  path: string;
  name: string;
  value: string;
}

export interface PlainBrowser {
  readonly page: VisitedPage;
  readonly base: string;
  /** As typed into the address line: paths belong to `base`, wherever the browser is. */
  get(url: string): Promise<VisitedPage>;
  /** One request, no redirect followed; cookies are sent and kept. */
  request(method: string, url: string, body?: BodyInit, contentType?: string): Promise<VisitedPage>;
  /** The form of the page whose action fits; throws with the page's words when there is none. */
  form(action: RegExp): PageForm;
  submit(
    form: PageForm,
    typed: Readonly<Record<string, string>>,
    button?: string,
    files?: readonly FormFile[],
  ): Promise<VisitedPage>;
  cookie(name: string): string | null;
  setCookie(name: string, value: string): void;
}

const maxRedirects = 12;

export function createPlainBrowser(base: string, timeoutMs = 30_000): PlainBrowser {
  let cookies: Cookie[] = [];
  let page: VisitedPage = { status: 0, url: base, headers: new Headers(), bytes: new Uint8Array(), text: '' };

  function cookieHeader(url: URL): string {
    const fitting = cookies.filter(({ host, path }) => host === url.hostname && url.pathname.startsWith(path));
    return fitting.map(({ name, value }) => `${name}=${value}`).join('; ');
  }

  function keepCookies(url: URL, headers: Headers): void {
    for (const line of headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
      const split = pair.indexOf('=');
      const read = (key: string): string | undefined =>
        attributes.find((part) => part.toLowerCase().startsWith(`${key}=`))?.slice(key.length + 1);
      const cookie = {
        host: url.hostname,
        path: read('path') ?? '/',
        name: pair.slice(0, split),
        value: pair.slice(split + 1),
      };
      cookies = cookies.filter(
        (known) => known.host !== cookie.host || known.path !== cookie.path || known.name !== cookie.name,
      );
      const expires = read('expires');
      const isGone = read('max-age') === '0' || (expires !== undefined && new Date(expires).getTime() < Date.now());
      if (!isGone) cookies.push(cookie);
    }
  }

  async function request(method: string, address: string, body?: BodyInit, contentType?: string): Promise<VisitedPage> {
    const url = new URL(address, page.url);
    const headers = new Headers({ accept: 'text/html', 'accept-language': 'de', cookie: cookieHeader(url) });
    if (contentType !== undefined) headers.set('content-type', contentType);
    const response = await fetch(url, {
      method,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body }),
    });
    keepCookies(url, response.headers);
    const bytes = new Uint8Array(await response.arrayBuffer());
    return {
      status: response.status,
      url: url.href,
      headers: response.headers,
      bytes,
      text: new TextDecoder().decode(bytes),
    };
  }

  async function follow(first: VisitedPage): Promise<VisitedPage> {
    let answer = first;
    for (let hop = 0; hop < maxRedirects; hop += 1) {
      const to = answer.headers.get('location');
      page = answer;
      if (to === null || answer.status < 300 || answer.status > 399) return answer;
      answer = await request('GET', to);
    }
    throw new Error(`too many redirects, the last one to ${answer.url}`);
  }

  return {
    get page() {
      return page;
    },
    base,
    request,
    get: async (url) => follow(await request('GET', new URL(url, base).href)),
    form(action) {
      const found = readForms(page.text).find((form) => action.test(form.action));
      if (found === undefined) {
        throw new Error(
          `no form ${String(action)} on ${page.url} (${String(page.status)}): ${wordsOf(page.text).slice(0, 800)}`,
        );
      }
      return found;
    },
    async submit(form, typed, button = '', files = []) {
      const pairs = formPairs(form, typed, button);
      if (!form.multipart) {
        return follow(
          await request(
            'POST',
            form.action,
            new URLSearchParams(pairs).toString(),
            'application/x-www-form-urlencoded',
          ),
        );
      }
      const data = new FormData();
      for (const [name, value] of pairs) data.append(name, value);
      for (const file of files) {
        data.append(file.field, new Blob([Uint8Array.from(file.content)], { type: file.type }), file.filename);
      }
      return follow(await request('POST', form.action, data));
    },
    cookie: (name) => cookies.find((cookie) => cookie.name === name)?.value ?? null,
    setCookie(name, value) {
      const { hostname: host } = new URL(base);
      cookies = [...cookies.filter((cookie) => cookie.name !== name), { host, path: '/', name, value }];
    },
  };
}

/** What a form sends: its fields as they stand, changed by what was typed, and the button. */
export function formPairs(form: PageForm, typed: Readonly<Record<string, string>>, button: string): [string, string][] {
  const pairs: [string, string][] = [];
  const used = new Set<string>();
  for (const field of form.fields) {
    if (field.type === 'file' || used.has(field.name)) continue;
    const value = typed[field.name] ?? field.value;
    if (field.name in typed) used.add(field.name);
    if (value !== null) pairs.push([field.name, value]);
  }
  if (button !== '') pairs.push([button.slice(0, button.indexOf('=')), button.slice(button.indexOf('=') + 1)]);
  return pairs;
}

/** What a person would read, for messages of failed tests. */
export function wordsOf(html: string): string {
  const main = /<main[\s\S]*<\/main>/.exec(html)?.[0] ?? html;
  return decode(main.replace(/<(script|style)[\s\S]*?<\/\1>/g, '').replace(/<[^>]+>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim();
}

export function readForms(html: string): PageForm[] {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)]
    .filter(([, attributes]) => /^post$/i.test(attribute(attributes, 'method') ?? 'get'))
    .map(([, attributes = '', inner = '']) => ({
      action: attribute(attributes, 'action') ?? '',
      multipart: attribute(attributes, 'enctype') === 'multipart/form-data',
      fields: readFields(inner),
      buttons: [...inner.matchAll(/<button\b([^>]*)>([\s\S]*?)<\/button>/g)].map(([, button = '', text = '']) => ({
        name: attribute(button, 'name') ?? '',
        value: attribute(button, 'value') ?? '',
        text: wordsOf(text),
      })),
    }));
}

function readFields(inner: string): FormField[] {
  const fields: FormField[] = [];
  // An input has no end: looking for one would read the rest of a large form anew for each.
  for (const [, input, tag = 'input', outside, content = ''] of inner.matchAll(
    /<input\b([^>]*)>|<(textarea|select)\b([^>]*)>([\s\S]*?)<\/\2>/g,
  )) {
    const attributes = input ?? outside ?? '';
    const name = attribute(attributes, 'name');
    if (name === null) continue;
    const type = tag === 'input' ? (attribute(attributes, 'type') ?? 'text') : tag;
    if (tag === 'select') fields.push(readSelect(name, content));
    else if (tag === 'textarea') fields.push({ name, type, value: decode(content), options: [] });
    else if (type === 'radio' || type === 'checkbox') addTick(fields, name, type, attributes);
    else fields.push({ name, type, value: attribute(attributes, 'value') ?? '', options: [] });
  }
  return fields;
}

function readSelect(name: string, content: string): FormField {
  const options = [...content.matchAll(/<option\b([^>]*)>/g)].map(([, option = '']) => option);
  const chosen = options.find((option) => /\bselected\b/.test(option)) ?? options[0] ?? '';
  return {
    name,
    type: 'select',
    value: attribute(chosen, 'value') ?? '',
    options: options.map((o) => attribute(o, 'value') ?? ''),
  };
}

/** Buttons of one name are one field, as long as at most one of them is ticked. */
function addTick(fields: FormField[], name: string, type: string, attributes: string): void {
  const value = attribute(attributes, 'value') ?? 'on';
  const isTicked = /\bchecked\b/.test(attributes);
  const index = fields.findIndex((field) => field.name === name && field.type === type);
  const known = fields[index];
  if (known === undefined || (isTicked && known.value !== null)) {
    fields.push({ name, type, value: isTicked ? value : null, options: [value] });
    return;
  }
  fields[index] = { ...known, value: isTicked ? value : known.value, options: [...known.options, value] };
}

function attribute(text: string | undefined, name: string): string | null {
  const match = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(text ?? '');
  return match === null ? null : decode(match[1] ?? '');
}

function decode(text: string): string {
  return text
    .replace(/&#(\d+);/g, (_whole, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&#x([\da-f]+);/gi, (_whole, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
