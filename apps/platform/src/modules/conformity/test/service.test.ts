import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { CompiledQuery } from 'kysely';
import { type TenantId } from '#kernel/ids';
import { canonicalJson, type JsonValue } from '#modules/catalogue';
import { makeTenant } from '../../../../test/support/sample-service.ts';
import { type Check } from '../checks/check.ts';
import { type NewFinding } from '../types.ts';
import { conformityWorld, type World } from './world.ts';

const seedFile = new URL('../../../../seeds/reuse/conformity/efa-mindestanforderungen-2026.1.json', import.meta.url);
const both = (de: string) => ({ de, en: de });

/** Checks of which one passes, one throws, one hangs. */
const checks: readonly Check[] = [
  { criterion: 'FAL-001', run: () => ({ result: 'erfuellt', reason: both('Geprüft und in Ordnung.') }) },
  { criterion: 'ORG-002', run: () => Promise.reject(new Error('kaputt')) },
  { criterion: 'BET-002', run: () => new Promise(() => undefined) },
];

const finding = (criterion: string, result: NewFinding['result'], rest: Partial<NewFinding> = {}): NewFinding => ({
  criterion,
  result,
  evidence: [{ what: both('Protokoll'), value: 'Seite 3', at: '2026-11-23T10:00:00.000Z' }],
  reason: both('So war es.'),
  ...{ remedy: null, due: null, recheck: null, responsible: null },
  ...rest,
});

async function catalogueContent(change: Record<string, JsonValue>): Promise<Record<string, JsonValue>> {
  return { ...(JSON.parse(await readFile(seedFile, 'utf8')) as Record<string, JsonValue>), ...change };
}

describe('conformity on PostgreSQL', () => {
  let world: World;
  before(async () => {
    world = await conformityWorld({ checks, patienceMs: 100 });
  });
  after(() => world.close());

  const stateOf = async (criterion: string, subject = world.subject) => {
    const report = await world.service.report(subject);
    const state = report?.states.find((one) => one.criterion.id === criterion);
    assert.ok(report && state);
    return { report, state };
  };

  test('the 41 criteria are there, in German and English, with their standing', async () => {
    const { criteria, signer, note } = await world.service.criteria();
    assert.equal(criteria.length, 41);
    assert.equal(signer, null);
    assert.match(note.de, /Rekonstruktion/u);
    for (const { id, requirement, source } of criteria) {
      assert.ok(requirement.de !== requirement.en && requirement.de.length > 20, id);
      assert.ok(source.length > 5, id);
    }
    const counts = Object.groupBy(criteria, ({ status }) => status);
    assert.deepEqual(
      ['confirmed', 'seed', 'background'].map((one) => counts[one as 'seed']?.length),
      [27, 11, 3],
    );
  });

  test('a run judges one by one; what breaks off or hangs is not checked, never a pass', async () => {
    assert.equal(await world.service.light(world.versionDigest), null);
    const seen: string[] = [];
    const report = await world.service.assessNow({
      subject: world.subject,
      by: world.assessor,
      progress: (done, total, criterion) => void seen.push(`${String(done)}/${String(total)} ${criterion}`),
    });
    assert.deepEqual(seen, ['1/3 FAL-001', '2/3 ORG-002', '3/3 BET-002']);
    const results = Object.fromEntries(report.states.map(({ criterion, result }) => [criterion.id, result]));
    assert.deepEqual(
      [results['FAL-001'], results['ORG-002'], results['BET-002']],
      ['erfuellt', 'nicht_geprueft', 'nicht_geprueft'],
    );
    const [broken, hung] = ['ORG-002', 'BET-002'].map(
      (id) => report.states.find(({ criterion }) => criterion.id === id)?.finding?.reason.de ?? '',
    );
    assert.match(broken ?? '', /abgebrochen \(Error: kaputt\)/u);
    assert.match(hung ?? '', /Zeitüberschreitung/u);
    assert.equal(report.conforms, false);
    const light = await world.service.light(world.versionDigest);
    assert.deepEqual([light?.conforms, light?.openMust], [false, report.openMust]);
    assert.equal(light?.areas.find(({ area }) => area === 'fachlogik')?.light, 'grey');
    const [run] = await world.service.assessments(world.subject);
    assert.deepEqual([run?.state, run?.done, run?.total], ['done', 3, 3]);
  });

  test('a run whose process died is ended, and what it left is not checked', async () => {
    const begun = await world.service.assess({ subject: world.subject, by: world.assessor });
    const again = world.service.assess({ subject: world.subject, by: world.assessor });
    await assert.rejects(again, { kind: 'conflict', code: 'conformity/running' });
    world.clock.advance(11 * 60_000);
    const stalled = world.parts.recurring.find(({ name }) => name === 'conformity.stalled');
    await stalled?.run({ log: world.log, signal: new AbortController().signal });
    const ended = await world.service.assessment(begun.id);
    assert.deepEqual([ended?.state, ended?.done], ['failed', 3]);
    const { state } = await stateOf('FAL-001');
    assert.equal(state.result, 'nicht_geprueft');
    assert.match(state.finding?.reason.de ?? '', /gestorben/u);
    assert.equal(state.history.length, 2, 'what was found before is kept');
  });

  test('findings of people stand before those of machines, both are shown', async () => {
    await world.service.assessNow({ subject: world.subject, by: world.assessor });
    const input = { subject: world.subject, criteria: '2026.1', by: world.assessor };
    await world.service.addFinding({ ...input, finding: finding('FAL-001', 'teilweise') });
    const { state } = await stateOf('FAL-001');
    assert.deepEqual([state.result, state.finding?.kind, state.automatic?.result], ['teilweise', 'manual', 'erfuellt']);
    await world.service.assessNow({ subject: world.subject, by: world.assessor });
    assert.equal((await stateOf('FAL-001')).state.result, 'teilweise', 'a later run does not overrule a person');
    assert.ok(world.auditEntries.some(({ action, actor }) => action === 'conformity.finding-add' && actor === world.assessor.id)); // prettier-ignore
  });

  test('only the operator and bodies it names make findings', async () => {
    const input = { subject: world.subject, criteria: '2026.1', finding: finding('ORG-001', 'erfuellt') };
    const stranger = world.actor(world.town.id);
    const refused = { kind: 'forbidden', code: 'conformity/not-a-checking-body' } as const;
    await assert.rejects(world.service.addFinding({ ...input, by: stranger }), refused);
    await assert.rejects(world.service.nameCheckingBody(world.town.id, stranger), refused);
    await world.service.nameCheckingBody(world.town.id, world.assessor);
    await world.service.addFinding({ ...input, by: stranger });
    assert.equal((await stateOf('ORG-001')).state.finding?.body, 'Xanten');
    assert.deepEqual((await world.service.checkingBodies()).map(({ name }) => name), ['Xanten']);
    await world.service.dismissCheckingBody(world.town.id, world.assessor);
    await assert.rejects(world.service.addFinding({ ...input, by: stranger }), refused);
  }); // prettier-ignore

  test('an exception counts while it is valid, with its number', async () => {
    const input = { subject: world.subject, criteria: '2026.1', by: world.assessor };
    await world.service.addFinding({ ...input, finding: finding('NUK-001', 'nicht_erfuellt') });
    const before = (await stateOf('NUK-001')).report.openMust;
    const exception = {
      criterion: 'NUK-001',
      decisionNumber: 'AB 2026/7',
      decidedBy: 'Architekturboard',
      decidedOn: '2026-11-01',
      validUntil: '2026-12-31',
      reason: 'Bis zur Einführung von BundID.',
    };
    await world.service.addException({ ...input, exception });
    const { report, state } = await stateOf('NUK-001');
    assert.deepEqual([state.result, state.finding?.result], ['entbehrlich', 'nicht_erfuellt']);
    assert.equal(report.openMust, before - 1);
    assert.equal((await world.service.light(world.versionDigest))?.openMust, before - 1);
    const now = world.clock.now();
    world.clock.advance(60 * 86_400_000);
    assert.equal((await world.service.light(world.versionDigest))?.openMust, before, 'it ended in the meantime');
    world.clock.advance(now.getTime() - world.clock.now().getTime());
  });

  test('the provider is heard on findings about its own versions only', async () => {
    const { state } = await stateOf('FAL-001');
    const findingId = state.finding?.id ?? '';
    await world.service.addComment({ findingId, text: 'Wir liefern nach.', by: world.actor(world.provider.id) });
    assert.equal((await stateOf('FAL-001')).state.comments[0]?.text, 'Wir liefern nach.');
    const foreign = { kind: 'not-found', code: 'conformity/finding-not-found' } as const;
    for (const tenant of [world.town.id, world.operator.id]) {
      await assert.rejects(world.service.addComment({ findingId, text: 'Nein', by: world.actor(tenant) }), foreign);
    }
    const other = { findingId: 'x', text: 'Nein', by: world.actor(world.provider.id) };
    await assert.rejects(world.service.addComment(other), foreign);
  });

  test('the database itself lets nobody write for another tenant or change what was found', async () => {
    const { state } = await stateOf('FAL-001');
    const findingId = state.finding?.id ?? '';
    const { versionDigest: digest } = world;
    const { digest: criteria } = await world.service.criteria();
    const raw = (tenant: TenantId, statement: string, values: readonly unknown[]) =>
      world.kernel.db.tx({ tenant }, (tx) => tx.getExecutor().executeQuery(CompiledQuery.raw(statement, [...values])));
    const comment = `insert into conformity.finding_comment (comment_id, tenant_id, finding_id, body, written_by, written_at)
      values (gen_random_uuid(), $1, $2, 'x', 'x', now())`;
    await assert.rejects(raw(world.town.id, comment, [world.provider.id, findingId]), /row-level security/u);
    await assert.rejects(raw(world.town.id, comment, [world.town.id, findingId]), /foreign key/u);
    const add = `insert into conformity.finding (finding_id, tenant_id, provider_id, version_digest, catalogue_digest,
      criterion, kind, result, evidence, reason, found_by, found_at)
      values (gen_random_uuid(), $1, $2, $3, $4, 'FAL-001', 'manual', 'erfuellt', '[]', '{}', 'x', now())`;
    const values = [world.operator.id, world.provider.id, digest, criteria];
    await assert.rejects(raw(world.provider.id, add, values), /row-level security/u);
    const change = `update conformity.finding set result = 'erfuellt' where finding_id = $1`;
    await assert.rejects(raw(world.operator.id, change, [findingId]), /permission denied/u);
    const secret = await raw(world.town.id, 'select * from conformity.test_client', []);
    assert.equal(secret.rows.length, 0);
  });

  test('days draw reminders, once, and to the one who has to act', async () => {
    const email = 'kontakt@rechenzentrum.example';
    await world.kernel.db.tx({ tenant: world.provider.id }, (tx) =>
      world.identity.saveTenantFacts(tx, world.provider.id, { ...world.provider, contact: { ...world.provider.contact, email } }),
    );
    const due = finding('REC-003', 'nicht_erfuellt', { due: '2026-11-30', recheck: '2027-06-01' });
    await world.service.addFinding({ subject: world.subject, criteria: '2026.1', finding: due, by: world.assessor });
    assert.deepEqual((await world.service.due(world.operator.id)).map(({ day, what }) => `${what} ${day}`), ['due 2026-11-30']);
    const reminders = world.parts.recurring.find(({ name }) => name === 'conformity.reminders');
    const before = world.sentMail.length;
    for (let round = 0; round < 2; round += 1) await reminders?.run({ log: world.log, signal: new AbortController().signal });
    const sent = world.sentMail.slice(before);
    assert.equal(sent.length, 1);
    assert.match(sent[0]?.text ?? '', /REC-003[\s\S]*\/anbieter\/konformitaet\//u);
    const mended = finding('REC-003', 'erfuellt');
    await world.service.addFinding({ subject: world.subject, criteria: '2026.1', finding: mended, by: world.assessor });
    assert.deepEqual(await world.service.due(world.operator.id), []);
  }); // prettier-ignore

  test('catalogues: same entity for others, immutable versions, signatures that hold', async () => {
    const content = await catalogueContent({ catalogue: 'servicestandard', version: '1.0', title: both('Servicestandard') });
    const add = (value: unknown, trustedKey: unknown = null, by = world.assessor) =>
      world.service.addCatalogue({ content: value, trustedKey, by });
    const first = await add(content);
    assert.equal(first.isNew, true);
    assert.equal((await add(content)).isNew, false);
    await assert.rejects(add({ ...content, graceDays: 1 }), { code: 'conformity/catalogue-changed' });
    await assert.rejects(add({ ...content, version: '1.1', extra: 1 }), { code: 'conformity/catalogue-unreadable' });
    await assert.rejects(add(content, null, world.actor(world.town.id)), { kind: 'forbidden' });
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const next = { ...content, version: '2.0' };
    const value = sign(null, Buffer.from(canonicalJson(next)), privateKey).toString('base64url');
    const signed = { ...next, signature: { alg: 'EdDSA', value } };
    const jwk = publicKey.export({ format: 'jwk' });
    const other = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
    for (const [file, key] of [[signed, other], [signed, null], [{ ...signed, graceDays: 9 }, jwk], [next, jwk]] as const) {
      await assert.rejects(add(file, key), { code: 'conformity/catalogue-signature' });
    }
    assert.match((await add(signed, jwk)).catalogue.signer ?? '', /^[\w-]{43}$/u);
    assert.equal((await world.service.criteria('servicestandard@2.0')).version, '2.0');
    const report = await world.service.report(world.subject, 'servicestandard@2.0');
    assert.ok(report?.states.every(({ result }) => result === 'nicht_geprueft'), 'findings belong to one catalogue');
  }); // prettier-ignore

  test('a newer version of the criteria ends older results after its grace period', async () => {
    const content = await catalogueContent({ version: '2026.2', validFrom: '2026-12-01', graceDays: 30 });
    await world.service.addCatalogue({ content, trustedKey: null, by: world.assessor });
    assert.equal((await world.service.criteria()).version, '2026.1');
    assert.equal((await world.service.light(world.versionDigest))?.expiresAt, '2026-12-31');
    world.clock.advance(10 * 86_400_000);
    assert.equal((await world.service.criteria()).version, '2026.2');
  });

  test('an offering is judged with the criteria of its authority as well', async () => {
    const subject = { versionDigest: world.versionDigest, offeringId: world.offering.id };
    const ofVersion = await world.service.report(world.subject, '2026.1');
    const ofOffering = await world.service.report(subject, '2026.1');
    const counted = (report: typeof ofVersion) => report?.states.filter(({ counts }) => counts).length;
    assert.deepEqual([counted(ofVersion), counted(ofOffering)], [36, 41]);
    const found = await world.service.findSubject(`xanten/${world.offering.serviceSlug}`);
    assert.deepEqual(found, subject);
    assert.deepEqual(await world.service.findSubject('rechenzentrum/hundesteuer-anmeldung@1.0.0'), world.subject);
    assert.equal(await world.service.findSubject('rechenzentrum/gibt-es-nicht'), null);
    const other = await makeTenant(world.identity, { kind: 'town', ars: null, slug: 'moers', name: 'Moers' });
    assert.equal(await world.service.findSubject(`${other.slug}/x`), null);
  });
});
