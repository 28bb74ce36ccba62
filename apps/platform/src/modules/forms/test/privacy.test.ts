import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { AppError } from '#kernel/errors';
import { formsRetention } from '../retention.ts';
import { fillDogTax, home } from './dog-tax.ts';
import { createWorld, erika, max, type World } from './world.ts';

let world: World;
before(async () => {
  world = await createWorld();
});
after(() => world.close());

const day = 86_400_000;

async function send(): Promise<string> {
  const browser = world.browser('erika');
  await fillDogTax(browser);
  await browser.send({ erklaerung: 'true' }, '');
  return /antrag\/([^?]+)/u.exec(browser.path)?.[1] ?? '';
}

async function count(table: string): Promise<number> {
  const rows = await world.test.database.admin(`select count(*)::int as n from ${table}`);
  return Number(rows[0]?.['n']);
}

test("another person's draft and application do not exist: pages, actions, and the database itself", async () => {
  const browser = world.browser('erika');
  await fillDogTax(browser);
  const draft = browser.path.replace('/pruefen', '');
  const application = await send();
  const stranger = world.browser('max');
  await stranger.start('bewohnerparken');
  const form = stranger.fields();
  form.set('_action', 'weiter');
  form.set('erklaerung', 'true');
  for (const path of ['', '/halter', '/pruefen', '/loeschen']) {
    assert.equal((await stranger.get(draft + path)).status, 404, path);
  }
  for (const path of ['/halter', '/absenden', '/loeschen']) {
    assert.equal((await stranger.post(draft + path, form)).status, 404, path);
  }
  for (const path of ['', '/zusammenfassung.pdf', '/loeschen']) {
    assert.equal((await stranger.get(`/konto/antrag/${application}${path}`)).status, 404, path);
  }
  assert.equal((await stranger.post(`/konto/antrag/${application}/loeschen`, form)).status, 404);
  assert.equal((await stranger.get('/konto/antrag/keine-kennung')).status, 404);
  const id = draft.split('/').at(-1) ?? '';
  await world.test.kernel.db.tx({ person: max }, async (tx) => {
    for (const table of ['draft', 'application', 'upload', 'summary']) {
      const seen = await sql`select 1 from ${sql.table(`forms.${table}`)} where person_id = ${erika}`.execute(tx);
      assert.equal(seen.rows.length, 0, table);
    }
    const changed = await sql`update forms.draft set revision = 9 where draft_id = ${id}`.execute(tx);
    assert.equal(changed.numAffectedRows, 0n);
    const gone = await sql`delete from forms.application where application_id = ${application}`.execute(tx);
    assert.equal(gone.numAffectedRows, 0n);
  });
  await assert.rejects(
    world.test.kernel.db.tx({ person: max }, (tx) =>
      sql`insert into forms.summary (application_id, person_id, pdf) values (${application}, ${erika}, 'x')`.execute(
        tx,
      ),
    ),
    /row-level security/u,
  );
});

test('signed out: every address leads to the sign-in', async () => {
  const browser = world.browser();
  const answer = await world.server.inProcess({ method: 'GET', url: '/konto/antrag/x' });
  assert.equal(answer.status, 303);
  assert.match(answer.headers['location'] ?? '', /^\/anmelden/u);
  await browser.get('/xanten/hundesteuer');
  assert.equal((await browser.post('/xanten/hundesteuer/antrag', browser.fields())).status, 401);
});

test('what was typed is nowhere in the database in the clear', async () => {
  const browser = world.browser('erika');
  await fillDogTax(browser);
  await browser.get(browser.path.replace('pruefen', 'halter'));
  await browser.send({ [`${home}/F99000010211`]: 'Geheimgasse' }, 'spaeter');
  await send();
  await world.deliverAll();
  const places = {
    'forms.draft': `encode(content, 'escape') || pinned::text`,
    'forms.application': `encode(snapshot, 'escape') || pinned::text || receipt_number`,
    'forms.summary': `encode(pdf, 'escape')`,
    'pgboss.job': 'data::text',
  };
  for (const [table, column] of Object.entries(places)) {
    const rows = await world.test.database.admin(`select ${column} as text from ${table}`);
    assert.ok(rows.length > 0, table);
    for (const { text } of rows) {
      for (const secret of ['Geheimgasse', 'Rheintor', 'Bello', 'Muster', '%PDF']) {
        assert.ok(!String(text).includes(secret), `${secret} in ${table}`);
      }
    }
  }
});

test('a sent application cannot be changed, not even by its owner', async () => {
  const application = await send();
  await assert.rejects(
    world.test.kernel.db.tx({ person: erika }, (tx) =>
      sql`update forms.application set snapshot = 'x' where application_id = ${application}`.execute(tx),
    ),
    /immutable/u,
  );
});

test('states of the delivery reach the receipt; told twice they count once', async () => {
  const application = await send();
  const at = world.test.clock.now();
  const base = { id: application, person: erika, caseId: 'c0000000-0000-4000-8000-000000000001', at };
  const browser = world.browser('erika');
  await world.tell({ ...base, kind: 'submitted', submissionId: 's' });
  await browser.get(`/konto/antrag/${application}`);
  assert.match(browser.page.text, /Zugestellt/u);
  const mails = world.test.sentMail.length;
  const problems = [{ type: 'x', title: 'Anlage fehlt', detail: 'Bitte nachreichen' }];
  await world.tell({ ...base, kind: 'rejected', problems });
  await world.tell({ ...base, kind: 'rejected', problems });
  await world.tell({ ...base, kind: 'submitted', submissionId: 's' });
  await browser.get(`/konto/antrag/${application}`);
  assert.match(browser.page.text, /Von der Behörde zurückgewiesen/u);
  assert.match(browser.page.text, /Anlage fehlt: Bitte nachreichen/u);
  assert.equal(world.test.sentMail.length, mails + 1);
  assert.doesNotMatch(world.test.sentMail.at(-1)?.text ?? '', /Anlage/u, 'mails carry no content');
  await browser.get(`/konto/antrag/${application}/loeschen`);
  await browser.send({}, '');
  assert.equal((await browser.get(`/konto/antrag/${application}`)).status, 404);
});

test('the copy stays while the application is not delivered; erasure waits for it and then leaves nothing', async () => {
  const application = await send();
  const browser = world.browser('erika');
  assert.equal((await browser.get(`/konto/antrag/${application}/loeschen`)).status, 409);
  const erase = (): Promise<void> =>
    world.test.kernel.db.tx({ person: erika }, (tx) => world.forms.service.erasure.erase(tx, erika));
  await assert.rejects(erase(), (error) => error instanceof AppError && error.code === 'forms/undelivered');
  await world.deliverAll();
  const at = world.test.clock.now();
  const open = await world.test.database.admin(`select application_id from forms.application where state = 'stored'`);
  for (const { application_id: id } of open) {
    await world.tell({ kind: 'accepted', id: String(id), person: erika, caseId: 'c', at });
  }
  await fillDogTax(browser);
  await erase();
  for (const table of ['draft', 'application', 'upload', 'summary']) {
    const rows = await world.test.database.admin(`select 1 from forms.${table} where person_id = '${erika}'`);
    assert.equal(rows.length, 0, table);
  }
});

test('retention: drafts go thirty days after the last edit, not earlier', async () => {
  await world.test.database.admin('delete from forms.upload; delete from forms.draft');
  const browser = world.browser('erika');
  await fillDogTax(browser);
  const rule = world.forms.retention.find((candidate) => candidate.name === 'forms.expired-drafts');
  assert.ok(rule);
  const now = world.test.clock.now().getTime();
  assert.deepEqual(await rule.run(new Date(now + 30 * day), world.test.log), { deleted: 0 });
  assert.equal(await count('forms.draft'), 1);
  assert.deepEqual(await rule.run(new Date(now + 31 * day), world.test.log), { deleted: 1 });
  assert.equal(await count('forms.draft'), 0);
});

test('retention: a draft that is edited while the run goes on stays', async () => {
  await world.test.database.admin('delete from forms.upload; delete from forms.draft');
  await fillDogTax(world.browser('erika'));
  const { kernel } = world.test;
  const edit = `update forms.draft set expires_on = expires_on + 31`;
  const db: typeof kernel.db = {
    ...kernel.db,
    async tx(owner, work) {
      const result = await kernel.db.tx(owner, work);
      // Right after the list of due drafts was read.
      if (owner.person === undefined) await world.test.database.admin(edit);
      return result;
    },
  };
  const [rule] = formsRetention({ kernel: { ...kernel, db } } as never);
  const later = new Date(kernel.clock.now().getTime() + 31 * day);
  assert.deepEqual(await rule?.run(later, world.test.log), { deleted: 0 });
  assert.equal(await count('forms.draft'), 1);
});

test('retention: a draft that cannot be deleted does not keep the others', async () => {
  await world.test.database.admin('delete from forms.upload; delete from forms.draft');
  await fillDogTax(world.browser('erika'));
  await world.browser('max').start('hundesteuer');
  const { kernel } = world.test;
  const [first] = await world.test.database.admin('select person_id from forms.draft order by expires_on, draft_id');
  const db: typeof kernel.db = {
    ...kernel.db,
    async tx(owner, work) {
      if (owner.person === first?.['person_id']) throw new Error('its files cannot be reached');
      return kernel.db.tx(owner, work);
    },
  };
  const [rule] = formsRetention({ kernel: { ...kernel, db } } as never);
  const run = async (): Promise<unknown> =>
    rule?.run(new Date(kernel.clock.now().getTime() + 31 * day), world.test.log);
  await assert.rejects(run(), /1 could not be deleted/u, 'the report says so');
  const left = await world.test.database.admin('select person_id from forms.draft');
  assert.deepEqual(left, [{ person_id: first?.['person_id'] }]);
});
