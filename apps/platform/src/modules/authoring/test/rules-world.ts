import { createHttpServer, type HttpServer, type StaffSession } from '#kernel/http';
import { newUuid, type StaffId, type TenantId } from '#kernel/ids';
import { type SchemaModel } from '@verbund/xdatenfelder';
import { testKernel } from '../../../../test/support/test-kernel.ts';
import { type CatalogueService } from '../../catalogue/index.ts';
import { createCatalogue } from '../../catalogue/module.ts';
import { createIdentity } from '../../identity/module.ts';
import { newContent } from '../domain/new-work.ts';
import { createAuthoring } from '../module.ts';
import { type Work } from '../types.ts';
import { ruleModel } from './rule-model.ts';

/** Texts of every kind that the review knows, in this order; `F1` stands for a whole id. */
export const texts = {
  recognised: 'Wenn F2 = JA, dann muss F4 befüllt sein.',
  open: 'Wenn die Wohnung gemietet ist, soll der Vermieter genannt werden.',
  note: 'Die Angaben müssen der Wahrheit entsprechen.',
  against: 'Wenn F2 = JA, dann darf F4 nicht befüllt werden.',
  broken: 'Wenn F1 = 02, dann muss F5 befüllt werden. Wenn F1 = 02, dann darf F5 nicht angezeigt werden.',
};

export function reviewedSchema(): SchemaModel {
  return ruleModel(...Object.values(texts));
}

const digest = `sha256:${'a'.repeat(64)}`;

/** Identity and workspace on PostgreSQL, two providers, and a browser without JavaScript for each person. */
export async function rulesWorld(schema = reviewedSchema()) {
  const test = await testKernel({ modules: ['keys', 'identity', 'catalogue', 'authoring'] });
  const { kernel } = test;
  const identity = createIdentity(kernel, { erasurePorts: [] }).service;
  const { service } = createCatalogue(kernel, { identity });
  // The review reads a schema and nothing else of the catalogue; reading files is the matter of the import's own tests.
  const report = { digest, schema, groups: 0, fields: 0, rules: 0, unrecognisedRules: 0 };
  const lists = { findings: [], missing: [], testLists: [], replacements: [] };
  const catalogue: CatalogueService = { ...service, schemaReport: async () => ({ ...report, ...lists }) };
  const authoring = createAuthoring(kernel, { identity, catalogue });
  const sessions = new Map<string, StaffSession>();
  const server: HttpServer = await createHttpServer({
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

  const provider = async (slug: string, name: string): Promise<TenantId> =>
    (await identity.createTenant({ kind: 'provider', ars: null, slug, name })).tenant.id;
  const person = (tenant: TenantId, displayName: string, actions = ['provider.manage']): StaffSession => {
    const session: StaffSession = {
      kind: 'staff',
      sessionId: newUuid(),
      staff: newUuid<StaffId>(),
      tenant,
      displayName,
      roles: ['catalogue-editor'],
      actions: new Set(actions),
      isOperator: false,
    };
    sessions.set(session.sessionId, session);
    return session;
  };
  const workOf = async (tenant: TenantId): Promise<Work> => {
    const imported = {
      digest,
      id: schema.id,
      version: schema.version ?? '0',
      dialect: schema.dialect,
      name: schema.name,
      fileName: 'probe.xml',
      importedAt: kernel.clock.now().toISOString(),
      importedBy: 'Kim',
    };
    const content = newContent(schema, imported);
    return authoring.service.create({ tenant, content, baseVersionDigest: null, by: 'Kim' });
  };

  const cookies = new Map<StaffSession, string>();
  const call = async (staff: StaffSession, method: 'GET' | 'POST', url: string, body?: string, lang = 'de') => {
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
  };
  return {
    ...test,
    identity,
    authoring,
    provider,
    person,
    workOf,
    get: (staff: StaffSession, url: string, lang?: string) => call(staff, 'GET', url, undefined, lang),
    post: (staff: StaffSession, url: string, fields: readonly (readonly [string, string])[]) =>
      call(staff, 'POST', url, new URLSearchParams(fields.map(([name, value]) => [name, value])).toString()),
    close: async () => {
      await server.stop();
      await test.close();
    },
  };
}
