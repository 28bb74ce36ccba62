import { createHttpServer, type StaffSession } from '#kernel/http';
import { newUuid, type StaffId, type TenantId } from '#kernel/ids';
import { formPairs, readForms } from '../../../../test/support/plain-browser.ts';
import { sampleService } from '../../../../test/support/sample-service.ts';
import { testKernel } from '../../../../test/support/test-kernel.ts';
import { createCatalogue } from '../../catalogue/module.ts';
import { createCosts } from '../../costs/module.ts';
import { createIdentity } from '../../identity/module.ts';
import { createPackages } from '../../packages/module.ts';
import { type Check } from '../checks/check.ts';
import { createConformity } from '../module.ts';
import { createConformityService } from '../service.ts';
import { type Actor } from '../types.ts';

const unreachable = () => Promise.reject(new Error('not in this test'));

export type World = Awaited<ReturnType<typeof conformityWorld>>;

/** The module on PostgreSQL with a version and an offering of it; pages answer in process. */
export async function conformityWorld(options: { checks?: readonly Check[]; patienceMs?: number } = {}) {
  const test = await testKernel({ now: new Date('2026-11-23T10:00:00Z') });
  const { kernel } = test;
  const identity = createIdentity(kernel, { erasurePorts: [] }).service;
  const catalogue = createCatalogue(kernel, { identity }).service;
  const sample = await sampleService(test, { identity, catalogue });
  const packages = createPackages(kernel, { identity, catalogue }).service;
  const deps = {
    kernel,
    identity,
    catalogue,
    costs: createCosts(kernel, { identity, catalogue }).service,
    packages,
    access: {
      ...{ submissionBaseUrl: '', destinationBaseUrl: '', tokenUrl: '' },
      transport: unreachable,
      issueClient: unreachable,
    },
    formPage: null,
  };
  const parts = createConformityService(deps, options);
  const module = createConformity(deps);
  const operator = await identity.operatorTenant();
  const actor = (tenant: TenantId, name = 'Pia'): Actor => ({ tenant, id: newUuid<StaffId>(), name, kind: 'staff' });
  const sessions = new Map<string, StaffSession>();
  const server = await createHttpServer({
    config: kernel.config,
    log: kernel.log,
    clock: kernel.clock,
    sessions: { resolve: async (token) => sessions.get(token) ?? null },
    routes: [...module.routes],
    errorTexts: module.errorTexts,
    errorPage: null,
    derive: (purpose) => kernel.secrets.derive(purpose),
    readiness: [],
  });
  const cookies = new Map<StaffSession | null, string>();

  async function call(staff: StaffSession | null, method: 'GET' | 'POST', url: string, body?: string) {
    const session = staff === null ? '' : `amt-sitzung=${staff.sessionId}; `;
    const answer = await server.inProcess({
      method,
      url,
      headers: {
        cookie: `${session}sprache=de; ${cookies.get(staff) ?? ''}`,
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(body === undefined ? {} : { body: Buffer.from(body) }),
    });
    const set = answer.headers['set-cookie']?.split(';')[0];
    if (set !== undefined) cookies.set(staff, set);
    return { status: answer.status, html: Buffer.from(answer.body).toString(), to: answer.headers['location'] ?? '' };
  }

  return {
    ...test,
    ...sample,
    identity,
    catalogue,
    operator,
    parts,
    service: parts.service,
    subject: { versionDigest: sample.versionDigest, offeringId: null },
    assessor: actor(operator.id),
    actor,
    session(tenant: TenantId, actions: readonly string[]): StaffSession {
      const session: StaffSession = {
        kind: 'staff',
        sessionId: newUuid(),
        staff: newUuid<StaffId>(),
        tenant,
        displayName: 'Pia Prüfung',
        roles: [],
        actions: new Set(actions),
        isOperator: actions.includes('operations.act'),
      };
      sessions.set(session.sessionId, session);
      return session;
    },
    get: (staff: StaffSession | null, url: string) => call(staff, 'GET', url),
    /** Sends the form of the page at `url` that holds `marker`, with these entries. */
    async post(staff: StaffSession, url: string, marker: string, entries: Readonly<Record<string, string>> = {}) {
      const { html } = await call(staff, 'GET', url);
      const part = html.split('<form').find((piece) => piece.includes(marker)) ?? '';
      const [form] = readForms(`<form${part}`);
      if (form === undefined) throw new Error(`no form with ${marker} at ${url}: ${html.slice(0, 500)}`);
      const action = /action="([^"]+)"/u.exec(part)?.[1]?.replaceAll('&amp;', '&') ?? url;
      const pairs = formPairs(form, {}, '').filter(([name]) => !Object.hasOwn(entries, name));
      const body = new URLSearchParams([...pairs, ...Object.entries(entries)].map(([name, value]) => [name, value]));
      return call(staff, 'POST', action, body.toString());
    },
    close: async () => {
      await server.stop();
      await test.close();
    },
  };
}
