import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createHttpServer, type StaffSession } from '#kernel/http';
import { newUuid, type StaffId, type TenantId } from '#kernel/ids';
import { formPairs, readForms } from '../../../../test/support/plain-browser.ts';
import { testKernel } from '../../../../test/support/test-kernel.ts';
import { createCatalogue } from '../../catalogue/module.ts';
import { createIdentity } from '../../identity/module.ts';
import { newContent } from '../domain/new-work.ts';
import { createAuthoring } from '../module.ts';
import { type JsonObject, type Work } from '../types.ts';

const seeds = fileURLToPath(new URL('../../../../seeds/schemas', import.meta.url));

export interface SchemaFile {
  xml: Buffer;
  lists?: readonly Buffer[];
  overlay?: JsonObject;
}

export async function dogTaxFile(): Promise<Required<Pick<SchemaFile, 'xml' | 'overlay'>>> {
  const [xml, overlay] = await Promise.all([
    readFile(`${seeds}/hundesteuer-anmeldung.xml`),
    readFile(`${seeds}/hundesteuer-anmeldung.overlay.json`, 'utf8'),
  ]);
  return { xml, overlay: JSON.parse(overlay) as JsonObject };
}

export type FormWorld = Awaited<ReturnType<typeof formWorld>>;

/** Catalogue, identity and workspace on PostgreSQL; a browser without JavaScript for each person. */
export async function formWorld() {
  const test = await testKernel({ modules: ['keys', 'identity', 'catalogue', 'authoring'] });
  const { kernel } = test;
  const identity = createIdentity(kernel, { erasurePorts: [] }).service;
  const catalogue = createCatalogue(kernel, { identity }).service;
  const authoring = createAuthoring(kernel, { identity, catalogue });
  const sessions = new Map<string, StaffSession>();
  const cookies = new Map<StaffSession, string>();
  const server = await createHttpServer({
    config: kernel.config,
    log: kernel.log,
    clock: kernel.clock,
    sessions: { resolve: async (token) => sessions.get(token) ?? null },
    routes: [...authoring.routes],
    errorTexts: authoring.errorTexts,
    errorPage: null,
    derive: (purpose) => kernel.secrets.derive(purpose),
    readiness: [],
  });

  async function call(staff: StaffSession, method: 'GET' | 'POST', url: string, lang: string, body?: string) {
    const answer = await server.inProcess({
      method,
      url,
      headers: {
        cookie: `amt-sitzung=${staff.sessionId}; sprache=${lang}; ${cookies.get(staff) ?? ''}`,
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(body === undefined ? {} : { body: Buffer.from(body) }),
    });
    const set = answer.headers['set-cookie']?.split(';')[0];
    if (set !== undefined) cookies.set(staff, set);
    return { status: answer.status, html: Buffer.from(answer.body).toString(), to: answer.headers['location'] ?? '' };
  }

  return {
    kernel,
    auditEntries: test.auditEntries,
    service: authoring.service,
    async provider(slug: string, displayName: string): Promise<StaffSession> {
      const { tenant } = await identity.createTenant({ kind: 'provider', ars: null, slug, name: slug });
      const session: StaffSession = {
        kind: 'staff',
        sessionId: newUuid(),
        staff: newUuid<StaffId>(),
        tenant: tenant.id,
        displayName,
        roles: ['catalogue-editor'],
        actions: new Set(['provider.manage']),
        isOperator: false,
      };
      sessions.set(session.sessionId, session);
      return session;
    },
    /** As an import leaves it, with an overlay. */
    async work(tenant: TenantId, { xml, lists = [], overlay = {} }: SchemaFile): Promise<Work> {
      const { schemaDigest, schema } = await catalogue.importSchema({ xml, provider: tenant, codeLists: lists });
      const imported = {
        digest: schemaDigest,
        id: schema.id,
        version: schema.version ?? '0',
        dialect: schema.dialect,
        name: schema.name,
        fileName: 'schema.xml',
        importedAt: kernel.clock.now().toISOString(),
        importedBy: 'Kim',
      };
      const content = { ...newContent(schema, imported), overlay };
      return authoring.service.create({ tenant, content, baseVersionDigest: null, by: 'Kim' });
    },
    get: (staff: StaffSession, url: string, lang = 'de') => call(staff, 'GET', url, lang),
    post: (staff: StaffSession, url: string, fields: readonly (readonly [string, string])[]) =>
      call(staff, 'POST', url, 'de', new URLSearchParams(fields.map(([name, value]) => [name, value])).toString()),
    close: async () => {
      await server.stop();
      await test.close();
    },
  };
}

/** What the form that holds `marker` sends when nobody touches it and no button is named. */
export function formFields(html: string, marker: string): [string, string][] {
  const part = html.split('<form').find((piece) => piece.includes(marker)) ?? '';
  const [form] = readForms(`<form${part}`);
  return form === undefined ? [] : formPairs(form, {}, '');
}
