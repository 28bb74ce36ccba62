import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { type Owner } from '#kernel/db';
import { newUuid, type TenantId } from '#kernel/ids';
import { makeTenant } from '../../../../test/support/sample-service.ts';
import { readBlueprint } from '../adapters/blueprint-file.ts';
import { caseStates, isAllowedMove } from '../domain/blueprint.ts';
import { type AdoptionService, type Confirmations } from '../types.ts';
import { actor, createWorld, inboxId } from './world.ts';

let world: Awaited<ReturnType<typeof createWorld>>;
let service: AdoptionService;
let moers: TenantId;
let provider: TenantId;
let packageId: string;
let id: string;

const kim = actor('Kim Koordination', 'coordinator');
const dora = actor('Dora Datenschutz', 'data-protection');
const ivo = actor('Ivo Sicherheit', 'security-officer');
const tina = actor('Tina Kasse', 'treasurer');

before(async () => {
  world = await createWorld();
  ({ service } = world.adoption);
  moers = world.moers.id;
  provider = world.sample.provider.id;
  const made = await world.publish('2.0.0', [
    { version: '2.0.0', date: '2026-11-01', kind: 'initial', text: { de: 'Erste', en: 'First' } },
  ]);
  ({ packageId } = made);
  await world.startWorker(world.adoption.jobs);
});
after(() => world.close());

const start = (route = 'marketplace') => service.start({ tenant: moers, packageId, route, by: kim });
const view = () => service.case(moers, id);
const state = async () => (await view()).case.state;
const confirm = (by: typeof kim, confirmations: Confirmations) =>
  service.confirm({ tenant: moers, id, confirmations, by });
const asTenant = <T>(owner: Owner, query: string) => world.kernel.db.tx(owner, (tx) => sql.raw<T>(query).execute(tx));

describe('an adoption', () => {
  it('begins once for each package, by who leads it, on a way that there is', async () => {
    await assert.rejects(service.start({ tenant: moers, packageId, route: 'marketplace', by: dora }), {
      code: 'adoption/not-your-part',
    });
    await assert.rejects(start('boat'), { code: 'adoption/route-unknown' });
    await assert.rejects(service.start({ tenant: moers, packageId: 'no/such', route: 'marketplace', by: kim }), {
      code: 'adoption/package-not-found',
    });
    const [first, second] = await Promise.all([start(), start()]);
    assert.equal(first.id, second.id);
    ({ id } = first);
    const { participants, steps, history } = await view();
    assert.deepEqual(
      participants.map(({ role, participant }) => [role, participant]),
      [['DA', provider]],
    );
    assert.equal(steps.find((step) => step.id === 'N08')?.state, 'not-applicable');
    assert.deepEqual(
      history.map(({ what }) => what),
      ['started'],
    );
    assert.equal(await state(), 'entwurf');
  });

  it('lets nobody confirm the part of somebody else, and then keeps nothing of it', async () => {
    await assert.rejects(
      confirm(kim, { support: { name: 'x', email: 'x@y.example', phone: '' }, security: { note: '' } }),
      { code: 'adoption/not-your-part' },
    );
    assert.equal((await view()).case.support, null);
  });

  it('moves on by itself with what people confirm and the platform knows', async () => {
    await confirm(kim, { interest: { contact: 'Amt 20', wishedDate: '2027-01-01' } });
    assert.equal(await state(), 'in_pruefung');
    await confirm(ivo, { security: { note: 'geprüft' } });
    await confirm(tina, { budget: { line: '1.1.1' } });
    assert.equal(await state(), 'in_pruefung');
    await confirm(dora, { assessment: { number: 'DS 7' } });
    assert.equal(await state(), 'vertrag_in_zeichnung');
    await confirm(kim, { contract: { calledOn: '2026-11-02', reference: 'V 1' } });
    assert.equal(await state(), 'anbindung');
    const moves = (await view()).history.filter(({ what }) => what === 'moved').map(({ detail }) => detail['to']);
    assert.deepEqual(moves.toReversed(), [
      'interesse',
      'in_pruefung',
      'freigegeben',
      'vertrag_in_zeichnung',
      'vertrag_geschlossen',
      'anbindung',
    ]);
  });

  it('does not go live or to a later state while gates are open', async () => {
    await assert.rejects(service.goLive({ tenant: moers, id, on: null, by: kim }), { code: 'adoption/gates-open' });
    await assert.rejects(service.move({ tenant: moers, id, to: 'test', by: kim }), { code: 'adoption/gates-open' });
    await assert.rejects(service.move({ tenant: moers, id, to: 'live', by: kim }), { code: 'adoption/move-refused' });
    await assert.rejects(service.test({ tenant: moers, id, by: kim }), { code: 'adoption/no-destination' });
  });

  it('asks for a parameter once, and knows standard ones in the next adoption', async () => {
    await confirm(kim, { parameters: { satzung: 'Amtsblatt 3', zustaendigeBehoerde: 'Stadt Moers', fremd: 'x' } });
    const { rows } = await asTenant<{ scope: string; name: string }>(
      { tenant: moers },
      'select scope, name from adoption.parameter order by name',
    );
    assert.deepEqual(rows, [
      { scope: packageId, name: 'satzung' },
      { scope: '', name: 'zustaendigeBehoerde' },
    ]);
  });

  it('is tested through the destination, with the sample of the package, marked beforehand', async () => {
    await service.prepare({ tenant: moers, id, by: kim });
    assert.deepEqual((await view()).case.destination, { kind: 'platform', id: inboxId });
    assert.equal(await state(), 'test');
    const run = await service.test({ tenant: moers, id, by: kim, waitMilliseconds: 10_000 });
    assert.equal(run.state, 'accepted');
    assert.equal(world.sent.length, 1);
    const [submission] = world.sent;
    assert.deepEqual(JSON.parse(Buffer.from(submission?.bytes ?? []).toString()), { a: 'b' });
    assert.equal(submission?.applicationDate, '2026-10-15');
    assert.match(submission?.reference ?? '', /^TEST-[2-9A-Z]{4}-[2-9A-Z]{4}$/u);
    assert.deepEqual(world.outside.expected, [submission?.reference]);
    assert.equal(await state(), 'test');
    await confirm(kim, { support: { name: 'Bürgerbüro', email: 'b@moers.example', phone: '02841 1' } });
    assert.equal(await state(), 'bereit');
  });

  it('goes live on its day by the job, and is public from then on', async () => {
    await service.goLive({ tenant: moers, id, on: '2026-11-05', by: kim });
    const goLive = world.adoption.recurring.find(({ name }) => name === 'adoption.go-live');
    const context = { log: world.log, signal: new AbortController().signal };
    await goLive?.run(context);
    assert.equal(await state(), 'bereit');
    assert.deepEqual(await service.liveTowns(packageId), []);
    world.clock.advance(3 * 24 * 3_600_000);
    await goLive?.run(context);
    assert.equal(await state(), 'live');
    await service.setFrontRunner({ tenant: moers, id, frontRunner: true, by: kim });
    assert.deepEqual(
      (await service.liveTowns(packageId)).map(({ slug, frontRunner }) => [slug, frontRunner]),
      [['moers', true]],
    );
    assert.deepEqual((await service.liveCounts([packageId, 'x/y'])).get(packageId), { towns: 1, frontRunners: 1 });
    assert.notEqual(await world.catalogue.offeringBySlug('moers', world.sample.manifest.service.slug), null);
  });

  it('is disturbed with a reason only, and comes back', async () => {
    await assert.rejects(service.move({ tenant: moers, id, to: 'gestoert', reason: 'kurz', by: kim }), {
      code: 'adoption/reason-missing',
    });
    await service.move({ tenant: moers, id, to: 'gestoert', reason: 'Der Zustelldienst fällt aus.', by: kim });
    assert.equal((await view()).case.stateReason, 'Der Zustelldienst fällt aus.');
    await service.move({ tenant: moers, id, to: 'live', by: kim });
    assert.equal((await view()).case.stateReason, '');
  });
});

describe('a new version', () => {
  it('with a fix only is taken over at once', async () => {
    await world.publish('2.0.1', [
      { version: '2.0.1', date: '2026-11-04', kind: 'fix', text: { de: 'Fehler behoben', en: 'Fixed' } },
      { version: '2.0.0', date: '2026-11-01', kind: 'initial', text: { de: 'Erste', en: 'First' } },
    ]);
    assert.deepEqual(await service.switchVersion({ tenant: moers, id, by: kim }), { isDone: true });
    const found = (await view()).case;
    assert.deepEqual([found.version, found.state], ['2.0.1', 'live']);
    const offering = await world.catalogue.offering(found.offeringId ?? '');
    assert.deepEqual([offering?.manifest.version, offering?.live], ['2.0.1', true]);
    await assert.rejects(service.switchVersion({ tenant: moers, id, by: kim }), { code: 'adoption/newest-version' });
  });

  it('with a change of law asks data protection and test again, while the old one runs', async () => {
    await world.publish('2.1.0', [
      { version: '2.1.0', date: '2026-11-05', kind: 'law', text: { de: 'Neues Recht', en: 'New law' } },
      { version: '2.0.1', date: '2026-11-04', kind: 'fix', text: { de: 'Fehler behoben', en: 'Fixed' } },
    ]);
    assert.deepEqual(await service.switchVersion({ tenant: moers, id, by: kim }), { isDone: false });
    const open = (await view()).blockedBy.map((gate) => gate.id);
    assert.deepEqual(open, ['data-protection', 'end-to-end']);
    assert.deepEqual(await service.switchVersion({ tenant: moers, id, by: kim }), { isDone: false });
    world.clock.advance(1000);
    await confirm(dora, { assessment: { number: 'DS 8' } });
    await service.test({ tenant: moers, id, by: kim, waitMilliseconds: 10_000 });
    const running = await world.catalogue.offering((await view()).case.offeringId ?? '');
    assert.equal(running?.manifest.version, '2.0.1');
    assert.deepEqual(await service.switchVersion({ tenant: moers, id, by: kim }), { isDone: true });
    const found = (await view()).case;
    assert.deepEqual([found.version, found.target, found.state], ['2.1.0', null, 'live']);
  });
});

describe('another case', () => {
  it('can be paused, waived and broken off; a waiver has a name and a reason', async () => {
    const second = await world.publish('3.0.0', [
      { version: '3.0.0', date: '2026-11-06', kind: 'breaking', text: { de: 'Anders', en: 'Other' } },
    ]);
    const goch = await makeTenant(world.identity, { kind: 'town', ars: '051540016016', slug: 'goch', name: 'Goch' });
    const tenant = goch.id;
    const found = await service.start({ tenant, packageId: second.packageId, route: 'kommunalvertreter', by: kim });
    const at = { tenant, id: found.id, by: kim };
    await service.confirm({ ...at, confirmations: { interest: { contact: 'x', wishedDate: null } } });
    await service.move({ ...at, to: 'zurueckgestellt', reason: 'Erst nach dem Haushalt 2027.', until: '2027-02-01' });
    const paused = (await service.case(tenant, found.id)).case;
    assert.deepEqual([paused.state, paused.pausedUntil], ['zurueckgestellt', '2027-02-01']);
    await service.move({ ...at, to: 'in_pruefung' });
    await assert.rejects(service.waive({ ...at, step: 'N07', reason: 'Gibt es schon lange.' }), {
      code: 'adoption/not-your-part',
    });
    await assert.rejects(service.waive({ ...at, step: 'N07', reason: 'nein', by: ivo }), {
      code: 'adoption/reason-missing',
    });
    await service.waive({ ...at, step: 'N07', reason: 'Das Rechenzentrum ist zertifiziert.', by: ivo });
    const gate = (await service.case(tenant, found.id)).gates.find((one) => one.id === 'security');
    assert.deepEqual([gate?.met, gate?.waiver?.by], [true, 'Ivo Sicherheit']);
    const change = { state: 'done' as const, owner: '', due: null, note: '', outputs: '' };
    await assert.rejects(service.changeStep({ ...at, step: 'N06', change, by: dora }), {
      code: 'adoption/decided-by-facts',
    });
    await assert.rejects(service.changeStep({ ...at, step: 'N09', change: { ...change, state: 'not-applicable' } }), {
      code: 'adoption/decided-by-facts',
    });
    await service.move({ ...at, to: 'abgebrochen', reason: 'Der Rat hat anders entschieden.' });
    assert.deepEqual(await service.planned(tenant), []);
    const again = await service.start({ ...at, packageId: second.packageId, route: 'marketplace' });
    assert.notEqual(again.id, found.id);
  });
});

describe('the database', () => {
  it('allows exactly the moves of the blueprint', async () => {
    const blueprint = readBlueprint();
    for (const from of caseStates) {
      const tos = caseStates.map((to) => `adoption.is_allowed_move('${from}', '${to}') as ${to}`).join(', ');
      const { rows } = await asTenant<Record<string, boolean>>({ tenant: moers }, `select ${tos}`);
      for (const to of caseStates) assert.equal(rows[0]?.[to], isAllowedMove(blueprint, from, to), `${from} → ${to}`);
    }
  });

  it('refuses other moves, other beginnings, changed history and waivers without a reason', async () => {
    const at = `where case_id = '${id}'`;
    const copy = `insert into adoption.case (case_id, tenant_id, package_id, provider_id, service_slug, name,
      version_digest, version, route, state, state_since, started_at, changed_at, evaluated_at)
      select gen_random_uuid(), tenant_id, 'a/b', provider_id, service_slug, name, version_digest, version, route, 'live',
        now(), now(), now(), now() from adoption.case ${at}`;
    for (const [statement, message] of [
      [`update adoption.case set state = 'entwurf' ${at}`, /does not list the move from live to entwurf/u],
      [`update adoption.case set state = 'beendet' ${at}`, /does not list the move/u],
      [copy, /begins as entwurf/u],
      [
        `update adoption.step set state = 'waived', waived_by = 'x', waived_reason = 'x', waived_at = now() ${at}`,
        /check/u,
      ],
      [`update adoption.step set state = 'waived' ${at}`, /check/u],
      [`delete from adoption.history`, /permission denied/u],
      [`update adoption.promise set live_on = now()`, /permission denied/u],
      [`delete from adoption.case ${at}`, /permission denied/u],
    ] as const) {
      await assert.rejects(asTenant({ tenant: moers }, statement), message);
    }
    // Also the owner of the tables only adds.
    await assert.rejects(world.database.admin(`update adoption.history set what = 'x'`), /only added to/u);
  });

  it('shows another town nothing, and a body that takes part its case, where it works on its own steps only', async () => {
    const stranger = { tenant: newUuid<TenantId>() };
    for (const table of [
      'case',
      'step',
      'history',
      'promise',
      'participant',
      'parameter',
      'frame_agreement',
      'test_run',
    ]) {
      const { rows } = await asTenant(stranger, `select 1 from adoption.${table}`);
      assert.deepEqual(rows, [], table);
    }
    const asProvider = { tenant: provider };
    const seen = await asTenant<{ n: number }>(
      asProvider,
      `select count(*)::int as n from adoption.step where case_id = '${id}'`,
    );
    assert.equal(seen.rows[0]?.n, 22);
    for (const table of ['parameter', 'frame_agreement', 'test_run']) {
      assert.deepEqual((await asTenant(asProvider, `select 1 from adoption.${table}`)).rows, [], table);
    }
    const write = (statement: string, owner: Owner = asProvider) => asTenant(owner, statement);
    // DA owns N19; N18 is the town's.
    assert.equal(
      (await write(`update adoption.step set note = 'läuft' where case_id = '${id}' and step_id = 'N19'`))
        .numAffectedRows,
      1n,
    );
    assert.equal(
      (await write(`update adoption.step set note = 'x' where case_id = '${id}' and step_id = 'N18'`)).numAffectedRows,
      0n,
    );
    assert.equal(
      (await write(`update adoption.case set front_runner = false where case_id = '${id}'`)).numAffectedRows,
      0n,
    );
    await assert.rejects(write(`update adoption.step set due_on = now() where case_id = '${id}' and step_id = 'N19'`));
    await assert.rejects(
      write(`update adoption.step set state = 'waived', waived_by = 'x', waived_reason = 'aus gutem Grund', waived_at = now()
      where case_id = '${id}' and step_id = 'N19'`),
    );
    await assert.rejects(
      write(
        `insert into adoption.participant values (gen_random_uuid(), '${moers}', '${id}', 'VM', '${provider}', 'x')`,
      ),
    );
    await assert.rejects(
      write(
        `insert into adoption.participant values (gen_random_uuid(), '${provider}', '${id}', 'VM', '${provider}', 'x')`,
      ),
    );
  });

  it('and the service says the same', async () => {
    const stranger = newUuid<TenantId>();
    await assert.rejects(service.case(stranger, id), { code: 'adoption/case-not-found' });
    await assert.rejects(service.case(moers, 'x'), { code: 'adoption/case-not-found' });
    const paula = actor('Paula', 'catalogue-editor');
    const shared = await service.case(provider, id);
    assert.equal(shared.case.tenant, moers);
    assert.ok(shared.steps.every(({ evidence }) => evidence === null));
    const change = {
      state: 'in-work' as const,
      owner: 'fremd',
      due: '2020-01-01',
      note: 'Wir sind dran.',
      outputs: '',
    };
    const at = { tenant: provider, id, by: paula };
    await service.changeStep({ ...at, step: 'N19', change });
    const step = (await view()).steps.find((one) => one.id === 'N19');
    assert.deepEqual([step?.note, step?.owner, step?.state], ['Wir sind dran.', '', 'in-work']);
    await assert.rejects(service.changeStep({ ...at, step: 'N18', change }), { code: 'adoption/not-your-part' });
    await assert.rejects(
      service.confirm({ ...at, by: kim, confirmations: { contract: { calledOn: '2026-01-01', reference: 'x' } } }),
      {
        code: 'adoption/case-not-found',
      },
    );
    await assert.rejects(service.move({ ...at, by: kim, to: 'gestoert', reason: 'aus der Ferne gestört' }), {
      code: 'adoption/case-not-found',
    });
    const list = await service.sharedCases(provider, { offset: 0, limit: 10 });
    assert.equal(list.total, 3);
    assert.equal((await service.sharedCases(stranger, { offset: 0, limit: 10 })).total, 0);
  });
});

describe('reminders', () => {
  it('are one mail for each step and due date, to whose turn it is, without a name in it', async () => {
    await world.staffOf(moers, 'Kim', ['coordinator']);
    await world.staffOf(moers, 'Dora', ['data-protection']);
    world.clock.advance(200 * 24 * 3_600_000);
    const change = { state: 'open' as const, owner: '', due: '2027-01-01', note: '', outputs: '' };
    await service.changeStep({ tenant: moers, id, step: 'N18', change, by: kim });
    const remind = world.adoption.recurring.find(({ name }) => name === 'adoption.remind');
    const context = { log: world.log, signal: new AbortController().signal };
    world.sentMail.length = 0;
    await remind?.run(context);
    await remind?.run(context);
    const mine = world.sentMail.filter(({ text }) => text.includes(`${id}/schritt/N18`));
    assert.deepEqual(
      mine.map(({ to }) => to),
      ['kim@example.org'],
    );
    assert.ok(world.sentMail.every(({ text }) => !/Hund|Moers|Kim/u.test(text)));
    await service.changeStep({ tenant: moers, id, step: 'N18', change: { ...change, due: '2027-02-01' }, by: kim });
    await remind?.run(context);
    assert.equal(world.sentMail.filter(({ text }) => text.includes(`${id}/schritt/N18`)).length, 2);
  });
});

describe('the end', () => {
  it('takes the offering off the public page', async () => {
    await service.move({ tenant: moers, id, to: 'gekuendigt', reason: 'Der Dienst wird abgelöst.', by: kim });
    await service.move({ tenant: moers, id, to: 'beendet', by: kim });
    assert.equal(await state(), 'beendet');
    assert.equal(await world.catalogue.offeringBySlug('moers', world.sample.manifest.service.slug), null);
    assert.equal((await service.liveCounts([packageId])).has(packageId), false);
  });
});
