import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import addFormatsModule from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { type StaffSession } from '#kernel/http';
import { makeTenant } from '../../../../test/support/sample-service.ts';
import { conformityApi } from '../api/openapi.ts';
import { conformityPaths } from '../paths.ts';
import { reportJson } from '../report-json.ts';
import { conformityWorld, type World } from './world.ts';

describe('pages of the conformity check', () => {
  let world: World;
  let pia: StaffSession;
  let paula: StaffSession;
  let digest: string;

  before(async () => {
    world = await conformityWorld({ checks: [] });
    pia = world.session(world.operator.id, ['conformity.assess']);
    paula = world.session(world.provider.id, ['provider.manage']);
    digest = world.versionDigest;
  });
  after(() => world.close());

  test('an assessor makes a finding; wrong entries come back with what was typed', async () => {
    const url = conformityPaths.criterion(digest, 'ORG-001');
    const wrong = await world.post(pia, url, 'name="evidence"', {
      reason: 'Es gibt ein <b>Gremium</b>',
      link: 'ftp://x',
    });
    assert.equal(wrong.status, 422);
    assert.match(wrong.html, /Wählen Sie ein Ergebnis/u);
    assert.match(wrong.html, /Die Zeichen &lt; und > sind nicht erlaubt|Die Zeichen &lt; und &gt; sind nicht erlaubt/u);
    assert.match(wrong.html, /value="ftp:\/\/x"/u);
    const good = await world.post(pia, url, 'name="evidence"', {
      ...{ result: 'teilweise', reason: 'Das Gremium tagt zu selten.', evidence: 'Protokolle 2025' },
      ...{ remedy: 'Halbjährlich tagen.', 'due-tag': '1', 'due-monat': '3', 'due-jahr': '2027' },
    });
    assert.equal(good.status, 303, good.html.slice(0, 300));
    const { html } = await world.get(pia, good.to);
    assert.match(html, /Die Feststellung ist gespeichert/u);
    assert.match(html, /Das Gremium tagt zu selten[\s\S]*Halbjährlich tagen[\s\S]*Protokolle 2025/u);
  });

  test('an exception needs number and body, and then stands beside the criterion', async () => {
    const url = conformityPaths.criterion(digest, 'NUK-001');
    const empty = await world.post(pia, url, 'name="number"');
    assert.equal(empty.status, 422);
    assert.match(empty.html, /Geben Sie die Nummer der Entscheidung an/u);
    const done = await world.post(pia, url, 'name="number"', {
      ...{ number: 'AB 2026/7', decidedBy: 'Architekturboard', ausnahmegrund: 'BundID folgt.' },
      ...{ 'decidedOn-tag': '2', 'decidedOn-monat': '11', 'decidedOn-jahr': '2026' },
    });
    const { html } = await world.get(pia, done.to);
    assert.match(html, /Ausnahme AB 2026\/7, entschieden von Architekturboard/u);
  });

  test('the provider comments, and reads nothing of others', async () => {
    const list = await world.get(paula, conformityPaths.provider);
    assert.match(list.html, /offene Muss-Kriterien/u);
    const url = conformityPaths.ofProvider.criterion(digest, 'ORG-001');
    const empty = await world.post(paula, url, 'name="text"', { text: ' ' });
    assert.equal(empty.status, 422);
    const done = await world.post(paula, url, 'name="text"', { text: 'Ab 2027 tagt es halbjährlich.' });
    assert.equal(done.status, 303);
    assert.match((await world.get(paula, done.to)).html, /Ab 2027 tagt es halbjährlich/u);
    const stranger = await makeTenant(world.identity, { kind: 'provider', ars: null, slug: 'andere', name: 'Andere' });
    const other = world.session(stranger.id, ['provider.manage']);
    for (const path of [conformityPaths.ofProvider.subject(digest), url]) {
      assert.equal((await world.get(other, path)).status, 404, path);
    }
  });

  test('who is no checking body reads and starts, but makes no findings', async () => {
    const guest = world.session(world.town.id, ['conformity.assess']);
    const page = await world.get(guest, conformityPaths.subject(digest));
    assert.equal(page.status, 200);
    assert.match(page.html, /Ihr Haus ist keine Prüfstelle/u);
    assert.equal((await world.get(guest, conformityPaths.criterion(digest, 'ORG-001'))).status, 403);
  });

  test('starting shows the progress, and a second start is refused', async () => {
    const url = conformityPaths.subject(digest);
    const marker = `action="${conformityPaths.start(digest)}"`;
    const begun = await world.post(pia, url, marker);
    assert.equal(begun.status, 303);
    const { html } = await world.get(pia, begun.to);
    assert.match(html, /Die Prüfung läuft[\s\S]*0 von 35 Prüfungen/u);
    assert.ok(!html.includes(marker), 'no button while it runs');
  });

  test('unknown versions, criteria and packages are not found; the operator names bodies', async () => {
    const unknown = 'sha256:'.padEnd(71, '0');
    assert.equal((await world.get(pia, conformityPaths.subject(unknown))).status, 404);
    assert.equal((await world.get(pia, conformityPaths.criterion(digest, 'XXX-1'))).status, 404);
    assert.equal((await world.get(null, conformityPaths.public('rechenzentrum/gibt-es-nicht'))).status, 404);
    assert.equal((await world.get(null, conformityPaths.api('rechenzentrum/gibt-es-nicht'))).status, 404);
    const otto = world.session(world.operator.id, ['operations.act']);
    assert.equal((await world.post(otto, conformityPaths.bodies, 'name="haus"', { haus: 'nirgendwo' })).status, 422);
    await world.post(otto, conformityPaths.bodies, 'name="haus"', { haus: 'xanten' });
    assert.match((await world.get(otto, conformityPaths.bodies)).html, /Xanten/u);
    await world.post(otto, conformityPaths.bodies, 'name="abberufen"');
    assert.match((await world.get(otto, conformityPaths.bodies)).html, /keine weitere Prüfstelle/u);
  });

  test('answers of the open API are as described', async () => {
    const ajv = new Ajv2020({ strict: false });
    addFormatsModule.default(ajv);
    ajv.addSchema({ $id: 'doc', components: { schemas: conformityApi.schemas } });
    const fits = (name: string, value: unknown) => {
      const validate = ajv.getSchema(`doc#/components/schemas/${name}`);
      assert.ok(validate?.(value), JSON.stringify(validate?.errors));
    };
    const report = await world.service.report(world.subject);
    assert.ok(report);
    fits('ConformityReport', JSON.parse(JSON.stringify(reportJson(report))));
    const one = await world.get(null, '/api/v1/conformity-criteria/efa-mindestanforderungen@2026.1');
    fits('CriteriaCatalogue', JSON.parse(one.html));
  });

  test('the open API gives the criteria with a digest', async () => {
    const answer = await world.get(null, '/api/v1/conformity-criteria');
    const list = JSON.parse(answer.html) as {
      items: { id: string; digest: string; criteria: unknown[] }[];
      total: number;
    };
    assert.deepEqual([list.total, list.items[0]?.id], [1, 'efa-mindestanforderungen@2026.1']);
    assert.equal(list.items[0]?.criteria.length, 41);
    const one = await world.get(null, '/api/v1/conformity-criteria/efa-mindestanforderungen@2026.1');
    assert.equal((JSON.parse(one.html) as { digest: string }).digest, list.items[0]?.digest);
  });
});
