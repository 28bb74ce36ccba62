import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Tenant } from '../../identity/index.ts';
import { noStatement } from '../domain/statement.ts';
import { readStatement } from '../domain/statement-form.ts';
import { type Statement } from '../types.ts';
import { type Installation, installation, makeProvider, packageManifest, publishManifest } from './package-world.ts';

let here: Installation;
let provider: Tenant;
let other: Tenant;
let packageId: string;

before(async () => {
  here = await installation();
  provider = await makeProvider(here);
  other = await makeProvider(here, 'anderes-rz');
  await here.packages.createKey({ provider: provider.id, by: 'Paula' });
  const versionDigest = await publishManifest(here, provider, await packageManifest(here, provider));
  ({ packageId } = await here.packages.build({ provider: provider.id, versionDigest }));
});
after(() => here.test.close());

const statement: Statement = {
  state: 'pilot',
  knownErrors: [{ id: 'F-1', text: { de: 'Fehler', en: '' }, since: '2026-10-01', version: '1.0.0', solvedIn: null }],
  endOfSupport: [{ version: '1.0.0', date: '2028-12-31' }],
  releasePlan: [{ version: '1.1.0', date: '2027-03-01', text: { de: 'Bezahlung', en: 'Payment' } }],
};
const save = (tenant: Tenant, value: Statement) =>
  here.test.kernel.db.tx({ tenant: tenant.id }, (tx) =>
    here.packages.saveStatement(tx, { provider: tenant.id, packageId, statement: value, by: 'Paula' }),
  );

test('what a provider says stands beside its package, and only its own', async () => {
  assert.equal((await here.packages.listing(packageId)).state, noStatement.state);
  await save(provider, statement);
  const { promises, changedBy, changedAt: _at, packageId: _id, ...said } = await here.packages.listing(packageId);
  assert.deepEqual([said, promises, changedBy], [statement, [], 'Paula']);
  assert.deepEqual([...(await here.packages.states([packageId, 'x/y']))], [[packageId, 'pilot']]);
  await assert.rejects(save(other, noStatement), { code: 'packages/package-not-found' });
  const markup = { ...statement, releasePlan: [{ version: '1', date: '2027-03-01', text: { de: '<b>', en: '' } }] };
  await assert.rejects(save(provider, markup), { code: 'packages/statement-invalid' });
});

test('a promised date never disappears', async () => {
  const what = { de: 'Bezahlung', en: 'Payment' };
  const promise = (tenant: Tenant, id: string | null, date: string) =>
    here.test.kernel.db.tx({ tenant: tenant.id }, (tx) =>
      here.packages.promise(tx, { provider: tenant.id, packageId, id, what, date, by: 'Paula' }),
    );
  const id = await promise(provider, null, '2026-12-31');
  here.test.clock.advance(10 * 24 * 60 * 60_000);
  await promise(provider, id, '2027-01-31');
  const read = async () => (await here.packages.listing(packageId)).promises;
  const [one] = await read();
  assert.deepEqual(
    [
      one?.firstPromised,
      one?.firstDate,
      one?.currentDate,
      one?.slipDays,
      one?.history.map(({ promisedOn }) => promisedOn),
    ],
    ['2026-11-02', '2026-12-31', '2027-01-31', 31, ['2026-11-02', '2026-11-12']],
  );
  await assert.rejects(promise(other, id, '2026-12-01'), { code: 'packages/package-not-found' });
  await assert.rejects(promise(provider, 'none', '2026-12-01'), { code: 'packages/package-not-found' });
  await here.test.kernel.db.tx({ tenant: provider.id }, (tx) =>
    here.packages.keepPromise(tx, { provider: provider.id, packageId, id, on: '2027-01-15' }),
  );
  assert.deepEqual((await read()).map(({ keptOn, slipDays }) => [keptOn, slipDays]), [['2027-01-15', 15]]); // prettier-ignore
  await assert.rejects(promise(provider, id, '2027-05-01'), { code: 'packages/package-not-found' });
});

test('the form of a statement keeps what is right and names what is not', () => {
  const form = new URLSearchParams({
    ...{ zustand: 'pilot', 'fehler-zeilen': '3', 'fehler-0-kennung': 'F-1', 'fehler-0-de': 'Fehler', 'fehler-0-version': '1.0.0' },
    ...{ 'fehler-1-kennung': 'F-2', 'fehler-1-de': '<b>', 'fehler-1-version': '' },
    ...{ 'plan-zeilen': '2', 'plan-0-version': '1.1.0', 'plan-0-de': 'Bezahlung', 'plan-0-en': 'Payment', 'plan-0-weg': 'true' },
  }); // prettier-ignore
  const days: Readonly<Record<string, string | null>> = { 'fehler-0-seit': '2026-10-01', 'fehler-1-seit': null, 'ende-0-tag': '2028-12-31' }; // prettier-ignore
  const { statement: read, problems } = readStatement(form, (field) => days[field] ?? (field in days ? null : ''), [
    '1.0.0',
  ]);
  assert.deepEqual([read.state, read.knownErrors[0], read.endOfSupport, read.releasePlan], ['pilot', statement.knownErrors[0], statement.endOfSupport, []]); // prettier-ignore
  assert.deepEqual(problems.map(({ field, problem }) => `${field} ${problem}`).sort(), ['fehler-1-de text', 'fehler-1-seit date', 'fehler-1-version needed']); // prettier-ignore
});
