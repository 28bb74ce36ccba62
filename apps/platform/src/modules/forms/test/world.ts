import { readFile } from 'node:fs/promises';
import { h } from 'preact';
import { applyOverlay, parseOverlay, readSchema, recogniseRules } from '@verbund/xdatenfelder';
import { createHttpServer, type HttpServer, kernelErrorTexts, type PersonSession, type Route } from '#kernel/http';
import { newUuid, type PersonId, type TenantId } from '#kernel/ids';
import { type Tx } from '#kernel/db';
import { type Kernel, type ModuleInstance } from '#kernel/module';
import { type CatalogueService, type CompiledForm, type Offering } from '#modules/catalogue';
import { type DispatchListener, type DispatchService, type OutgoingSubmission } from '#modules/dispatch';
import { type IdentityService, type Tenant } from '#modules/identity';
import { type MailboxService } from '#modules/mailbox';
import { testKernel, type TestKernel } from '../../../../test/support/test-kernel.ts';
import { createForms } from '../module.ts';
import { type FormsService } from '../types.ts';

export const erika = 'b0000000-0000-4000-8000-000000000001' as PersonId;
export const max = 'b0000000-0000-4000-8000-000000000002' as PersonId;
export const xanten: Tenant = {
  id: 'a0000000-0000-4000-8000-000000000001' as TenantId,
  slug: 'xanten',
  kind: 'town',
  ars: '051700052052',
  name: 'Xanten',
  officialName: 'Stadt Xanten – Der Bürgermeister',
  contact: { street: 'Karthaus 2', postcode: '46509', city: 'Xanten', email: '', phone: '', openingHours: '' },
  isDemo: true,
  look: { coatOfArms: null, colours: null },
};

const seeds = new URL('../../../../seeds/schemas/', import.meta.url);

async function compile(name: string, digest: string): Promise<CompiledForm & { overlay: object }> {
  const { schema } = await readSchema(await readFile(new URL(`${name}.xml`, seeds)));
  const overlay = JSON.parse(await readFile(new URL(`${name}.overlay.json`, seeds), 'utf8')) as object;
  const form = applyOverlay(schema, parseOverlay(overlay, schema));
  return { digest, schema, form, rules: { rules: recogniseRules(schema).recognised }, overlay };
}

function offeringOf(
  slug: string,
  compiled: CompiledForm & { overlay: object },
  prefill: Record<string, string>,
): Offering {
  const both = (de: string, en: string): { de: string; en: string } => ({ de, en });
  return {
    id: newUuid(),
    tenant: xanten,
    serviceSlug: slug,
    versionDigest: compiled.digest,
    manifest: {
      // The town may give the service another address than its maker did.
      service: {
        leistungsschluessel: null,
        slug: `${slug}-allgemein`,
        name: both(`Dienst ${slug}`, `Service ${slug}`),
      },
      overlay: { ...compiled.overlay, prefill },
      delivery: { metadataVersion: '2.1.0', summaryPdf: true, schemaUri: `urn:example:${slug}` },
      declaration: both('Ich versichere, dass alles stimmt.', 'I declare that all is right.'),
    } as unknown as Offering['manifest'],
    destinationId: newUuid(),
    area: '051700052052',
    receiptInstant: 'stored',
    townTexts: {},
    validFrom: new Date('2026-01-01T00:00:00Z'),
    validUntil: null,
    live: true,
  };
}

/** In place of the offering page, which another module owns. */
const startPage: Route = {
  method: 'GET',
  path: '/:town/:service',
  name: 'test.offering',
  surface: 'page',
  access: { kind: 'public' },
  rate: 'page',
  handle: async (ctx) => ({
    kind: 'page',
    page: h('html', {}, h('input', { name: '_csrf', value: ctx.csrfToken })),
  }),
};

function sessionOf(person: PersonId, displayName: string): PersonSession {
  return { kind: 'person', sessionId: person, person, displayName, trustLevel: 'substantial' };
}

export interface World {
  test: TestKernel;
  forms: ModuleInstance<FormsService>;
  server: HttpServer;
  offerings: Record<'hund' | 'parken' | 'gewerbe', Offering>;
  catalogue: CatalogueService;
  submissions: OutgoingSubmission[];
  threads: string[];
  /** Tells a listener as dispatch would, in a transaction of the person. */
  tell(event: Parameters<DispatchListener>[2]): Promise<void>;
  browser(token?: 'erika' | 'max'): Browser;
  /** Works the waiting delivery jobs as the worker would, or the one of an application. */
  deliverAll(application?: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * The module on a real kernel and HTTP server; the neighbouring modules are small ones of this file.
 * @param further forms that are offered as well, under these names
 */
export async function createWorld(
  change: (kernel: Kernel) => Partial<Kernel> = () => ({}),
  further: Readonly<Record<string, CompiledForm>> = {},
): Promise<World> {
  const test = await testKernel({ modules: ['forms'] });
  const kernel: Kernel = { ...test.kernel, ...change(test.kernel) };
  const compiled = {
    hund: await compile('hundesteuer-anmeldung', 'sha256:hund'),
    parken: await compile('bewohnerparkausweis', 'sha256:parken'),
    gewerbe: await compile('gewerbeanmeldung', 'sha256:gewerbe'),
  };
  const offerings = {
    hund: offeringOf('hundesteuer', compiled.hund, {
      'G99000010101/F99000010102': 'givenName',
      'G99000010101/F99000010103': 'familyName',
      'G99000010101/F99000010104': 'birthDate',
    }),
    parken: offeringOf('bewohnerparken', compiled.parken, {}),
    gewerbe: offeringOf('gewerbe', compiled.gewerbe, {}),
  };
  const submissions: OutgoingSubmission[] = [];
  const threads: string[] = [];
  const others = Object.entries(further).map(([slug, form]) => offeringOf(slug, { ...form, overlay: {} }, {}));
  const catalogue = catalogueOf(
    [...Object.values(offerings), ...others],
    [...Object.values(compiled), ...Object.values(further)],
  );
  const forms = createForms(kernel, {
    catalogue,
    identity: identity(),
    dispatch: dispatchOf(submissions),
    mailbox: mailboxOf(threads),
  });
  const sessions: Record<string, PersonSession> = { erika: sessionOf(erika, 'Erika'), max: sessionOf(max, 'Max') };
  const server = await createHttpServer({
    config: kernel.config,
    log: kernel.log,
    clock: kernel.clock,
    sessions: { resolve: async (token) => sessions[token] ?? null },
    routes: [...forms.routes, startPage],
    errorTexts: { ...kernelErrorTexts, ...forms.errorTexts },
    errorPage: null,
    derive: (purpose) => kernel.secrets.derive(purpose),
    readiness: [],
  });
  return {
    test,
    forms,
    server,
    offerings,
    catalogue,
    submissions,
    threads,
    tell: (event) => kernel.db.tx({ person: event.person }, (tx) => forms.service.onDispatch(tx, 'application', event)),
    browser: (token) => new Browser(server, token),
    async deliverAll(application) {
      const rows = await test.database.admin(`select application_id, person_id from forms.application`);
      const context = { jobId: '1', attempt: 1, log: kernel.log, signal: new AbortController().signal };
      for (const row of rows) {
        if (application !== undefined && row['application_id'] !== application) continue;
        await forms.jobs[0]?.handle({ application: row['application_id'], person: row['person_id'] }, context);
      }
    },
    async close() {
      await server.stop();
      await test.close();
    },
  };
}

function catalogueOf(offerings: readonly Offering[], compiled: readonly CompiledForm[]): CatalogueService {
  const service: Pick<CatalogueService, 'offering' | 'offeringBySlug' | 'compiledForm'> = {
    offering: async (id) => offerings.find((offering) => offering.id === id) ?? null,
    offeringBySlug: async (town, slug) =>
      offerings.find((offering) => offering.tenant.slug === town && offering.serviceSlug === slug) ?? null,
    async compiledForm(digest) {
      const found = compiled.find((form) => form.digest === digest);
      if (found === undefined) throw new Error(`no form ${digest}`);
      return found;
    },
  };
  return service as CatalogueService;
}

function identity(): IdentityService {
  const service: Pick<IdentityService, 'tenant' | 'personFacts' | 'personContact'> & {
    sandboxes: Pick<IdentityService['sandboxes'], 'of'>;
  } = {
    tenant: async (id) => (id === xanten.id ? xanten : null),
    // Real people, at a real authority.
    sandboxes: { of: async () => null },
    personFacts: async () => ({ givenName: 'Erika', familyName: 'Muster', birthDate: '1985-03-31' }),
    personContact: async () => ({ email: 'erika@example.org', lang: 'de', displayName: 'Erika' }),
  };
  return service as IdentityService;
}

function dispatchOf(submissions: OutgoingSubmission[]): DispatchService {
  return {
    async submit(_tx, submission) {
      submissions.push(submission);
    },
    state: async () => null,
    listen: () => undefined,
  };
}

function mailboxOf(threads: string[]): MailboxService {
  const service: Pick<MailboxService, 'openThread' | 'threadOf'> = {
    async openThread(_tx: Tx, thread) {
      threads.push(thread.applicationId);
      return { threadId: thread.applicationId };
    },
    threadOf: async (_tx, applicationId) =>
      threads.includes(applicationId) ? { threadId: applicationId, unread: 0 } : null,
  };
  return service as MailboxService;
}

export interface Answer {
  status: number;
  location: string;
  text: string;
  bytes: Uint8Array;
  headers: Record<string, string>;
}

/** Follows forms as a browser without JavaScript does: sends what the page holds, changed by what is typed. */
export class Browser {
  readonly #server: HttpServer;
  readonly #session: string | undefined;
  #csrfCookie = '';
  #lang = '';
  page: Answer = { status: 0, location: '', text: '', bytes: new Uint8Array(), headers: {} };
  path = '';

  constructor(server: HttpServer, session?: string) {
    this.#server = server;
    this.#session = session;
  }

  speak(lang: 'de' | 'en'): void {
    this.#lang = lang;
  }

  /** A second tab of the same browser. */
  tab(): Browser {
    const other = new Browser(this.#server, this.#session);
    other.#csrfCookie = this.#csrfCookie;
    return other;
  }

  async get(path: string): Promise<Answer> {
    this.path = path.replace(/#.*$/u, '');
    this.page = await this.#request('GET', this.path);
    return this.page.status === 303 ? this.get(this.page.location) : this.page;
  }

  /** Values of the form on the page that a browser would send. */
  fields(): URLSearchParams {
    const form = new URLSearchParams();
    for (const match of this.page.text.matchAll(/<(input|textarea|select)\b([^>]*)>(?:([\s\S]*?)<\/\1>)?/gu)) {
      const attributes = match[2] ?? '';
      const name = attribute(attributes, 'name');
      const type = attribute(attributes, 'type');
      if (name === null || type === 'file') continue;
      const isTick = type === 'radio' || type === 'checkbox';
      if (isTick && !/\bchecked\b/u.test(attributes)) continue;
      if (match[1] === 'select') {
        const selected = /<option([^>]*\bselected\b[^>]*)>/u.exec(match[3] ?? '');
        form.append(name, attribute(selected?.[1] ?? '', 'value') ?? '');
      } else if (match[1] === 'textarea') form.append(name, decode(match[3] ?? ''));
      else form.append(name, attribute(attributes, 'value') ?? (isTick ? 'on' : ''));
    }
    return form;
  }

  /** Address that the form of the page sends to. */
  action(): string {
    const forms = [...this.page.text.matchAll(/<form method="post" action="([^"]+)"/gu)].map((match) => match[1] ?? '');
    return forms.find((action) => action.startsWith('/konto/')) ?? this.path;
  }

  /** Types into the form and presses a button; follows the redirect. */
  async send(typed: Record<string, string | string[]>, button = 'weiter', to?: string): Promise<Answer> {
    const form = this.fields();
    for (const [name, value] of Object.entries(typed)) {
      form.delete(name);
      for (const one of [value].flat()) form.append(name, one);
    }
    if (button !== '') form.set('_action', button);
    return this.post(to ?? this.action(), form);
  }

  async post(path: string, form: URLSearchParams): Promise<Answer> {
    const action = path;
    if (action.endsWith('/dateien')) return this.upload(action, form, []);
    return this.#follow(
      path,
      await this.#request('POST', action, form.toString(), 'application/x-www-form-urlencoded'),
    );
  }

  async upload(
    path: string,
    form: URLSearchParams,
    files: readonly { field: string; filename: string; type: string; content: Uint8Array }[],
  ): Promise<Answer> {
    const data = new FormData();
    for (const [name, value] of form) data.append(name, value);
    for (const file of files)
      data.append(file.field, new Blob([new Uint8Array(file.content)], { type: file.type }), file.filename);
    const encoded = new Response(data);
    const body = new Uint8Array(await encoded.arrayBuffer());
    return this.#follow(path, await this.#request('POST', path, body, encoded.headers.get('content-type') ?? ''));
  }

  /** Presses "start" on the page of an offering. */
  async start(service: string): Promise<Answer> {
    await this.get(`/xanten/${service}`);
    return this.post(`/xanten/${service}/antrag`, this.fields());
  }

  async #follow(path: string, answer: Answer): Promise<Answer> {
    this.path = path;
    this.page = answer;
    return answer.status === 303 ? this.get(answer.location) : answer;
  }

  async #request(method: string, url: string, body?: string | Uint8Array, contentType?: string): Promise<Answer> {
    const cookies = [
      this.#session === undefined ? '' : `sitzung=${this.#session}`,
      this.#csrfCookie,
      this.#lang === '' ? '' : `sprache=${this.#lang}`,
    ].filter((cookie) => cookie !== '');
    const response = await this.#server.inProcess({
      method,
      url,
      headers: { cookie: cookies.join('; '), ...(contentType === undefined ? {} : { 'content-type': contentType }) },
      ...(body === undefined ? {} : { body }),
    });
    const set = /formular-schutz=[^;]+/u.exec(response.headers['set-cookie'] ?? '');
    if (set !== null) this.#csrfCookie = set[0];
    return {
      status: response.status,
      location: response.headers['location'] ?? '',
      text: Buffer.from(response.body).toString('utf8'),
      bytes: response.body,
      headers: response.headers,
    };
  }
}

function attribute(text: string, name: string): string | null {
  const match = new RegExp(`\\b${name}="([^"]*)"`, 'u').exec(text);
  return match === null ? null : decode(match[1] ?? '');
}

function decode(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
