import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { dog, exemption, fillDogTax, home, moved } from './dog-tax.ts';
import { type Browser, createWorld, type World } from './world.ts';

let world: World;
before(async () => {
  world = await createWorld();
});
after(() => world.close());

async function count(): Promise<number> {
  const rows = await world.test.database.admin('select count(*)::int as n from forms.application');
  return Number(rows[0]?.['n']);
}

async function ready(): Promise<{ browser: Browser; draft: string }> {
  const browser = world.browser('erika');
  await fillDogTax(browser);
  return { browser, draft: browser.path.replace('/pruefen', '') };
}

test('eight clicks at once make one application with one receipt', async () => {
  const { browser, draft } = await ready();
  const before = await count();
  const form = browser.fields();
  form.set('erklaerung', 'true');
  const tabs = Array.from({ length: 8 }, () => browser.tab());
  await Promise.all(tabs.map((tab) => tab.post(`${draft}/absenden`, form)));
  assert.equal(await count(), before + 1);
  assert.equal(new Set(tabs.map((tab) => tab.path.replace(/\?.*$/u, ''))).size, 1);
  assert.equal(tabs.filter((tab) => tab.path.includes('meldung=gesendet')).length, 1);
  assert.equal(tabs.filter((tab) => tab.page.text.includes('wurde schon abgeschickt')).length, 7);
  const jobs = await world.test.database.admin(`select 1 from pgboss.job where name = 'forms.deliver'`);
  assert.equal(jobs.length, await count());
  await browser.get(`${draft}/halter`);
  assert.match(browser.path, /^\/konto\/antrag\/.*schon-gesendet$/u, 'an old tab of the draft leads to the receipt');
});

test('without the declaration nothing is sent and the page says why', async () => {
  const { browser, draft } = await ready();
  const before = await count();
  await browser.send({}, '', `${draft}/absenden`);
  assert.equal(browser.page.status, 422);
  assert.match(browser.page.text, /href="#erklaerung"/u);
  assert.equal(await count(), before);
});

test('what changed after the check is shown again before it is sent', async () => {
  const { browser, draft } = await ready();
  const before = await count();
  const other = browser.tab();
  await other.get(`${draft}/hunde`);
  await other.send({ [`${dog}/F99000010501`]: 'Struppi' });
  await browser.send({ erklaerung: 'true' }, '', `${draft}/absenden`);
  assert.match(browser.page.text, /Ihre Angaben haben sich geändert/u);
  assert.match(browser.page.text, /Struppi/u);
  assert.equal(await count(), before);
  await browser.send({ erklaerung: 'true' }, '', `${draft}/absenden`);
  assert.equal(await count(), before + 1);
});

test('an incomplete draft is not sent, also not by a handmade request; the check links to the first problem', async () => {
  const { browser, draft } = await ready();
  const before = await count();
  await browser.get(`${draft}/halter`);
  await browser.send({ [`${home}/F99000010214`]: '' }, 'spaeter');
  await browser.get(`${draft}/pruefen`);
  const link = /href="([^"]+)">Postleitzahl: Bitte füllen/u.exec(browser.page.text)?.[1];
  assert.equal(link, `${draft}/halter#${encodeURIComponent(`${home}/F99000010214`)}`);
  assert.doesNotMatch(browser.page.text, /<span class="kern-label">Antrag abschicken/u);
  await browser.send({ erklaerung: 'true' }, '', `${draft}/absenden`);
  assert.equal(await count(), before);
  assert.match(browser.page.text, /Postleitzahl: Bitte füllen/u);
});

test('an unreadable entry stops the sending, too', async () => {
  const { browser, draft } = await ready();
  const before = await count();
  await browser.get(`${draft}/hunde`);
  await browser.send({ [`${dog}/F99000010505-tag`]: 'x' }, 'zurueck');
  await browser.get(`${draft}/pruefen`);
  assert.match(browser.page.text, /Geburtsdatum des Hundes: Bitte geben Sie ein Datum/u);
  assert.match(browser.page.text, /x\.03\.2024/u, 'the entry is shown as typed');
  await browser.send({ erklaerung: 'true' }, '', `${draft}/absenden`);
  assert.equal(await count(), before);
});

test('a closed service keeps the draft and says so', async () => {
  const { browser, draft } = await ready();
  world.offerings.hund.live = false;
  try {
    await browser.send({ erklaerung: 'true' }, '', `${draft}/absenden`);
  } finally {
    world.offerings.hund.live = true;
  }
  assert.equal(browser.page.status, 409);
  assert.match(browser.page.text, /Ihr Entwurf ist gespeichert/u);
  await browser.get(`${draft}/pruefen`);
  assert.equal(browser.page.status, 200);
});

test('a draft keeps the version it began with', async () => {
  const { browser, draft } = await ready();
  const { versionDigest } = world.offerings.hund;
  world.offerings.hund.versionDigest = 'sha256:gewerbe';
  try {
    await browser.get(`${draft}/hunde`);
    assert.equal(browser.fields().get(`${dog}/F99000010501`), 'Bello');
    await browser.get(`${draft}/pruefen`);
    await browser.send({ erklaerung: 'true' }, '', `${draft}/absenden`);
    assert.match(browser.path, /^\/konto\/antrag\//u);
  } finally {
    world.offerings.hund.versionDigest = versionDigest;
  }
});

test('what a rule removed does not leave the form', async () => {
  const { browser, draft } = await ready();
  await browser.get(`${draft}/zuzug`);
  await browser.send({ [moved]: 'true' });
  const former = 'G99000010400/G99000010410/F99000010411';
  await browser.send({ [former]: 'Geheimstadt' }, 'zurueck');
  await browser.get(`${draft}/zuzug`);
  assert.equal(browser.fields().get(former), 'Geheimstadt');
  await browser.send({ [moved]: 'false' });
  await browser.get(`${draft}/befreiung`);
  await browser.send({ [`${exemption}/F99000010601`]: 'false' });
  await browser.send({ erklaerung: 'true' }, '', `${draft}/absenden`);
  const id = /\/konto\/antrag\/([0-9a-f-]{36})/u.exec(browser.path)?.[1];
  await world.deliverAll();
  const sent = world.submissions.find((submission) => submission.id === id);
  assert.ok(sent);
  assert.doesNotMatch(Buffer.from(sent.data.bytes).toString('utf8'), /Geheimstadt/u);
  assert.match(Buffer.from(sent.data.bytes).toString('utf8'), /Bello/u);
  // The destination knows the service by its maker's name, not by the town's address.
  assert.match(sent.publicService.identifier, /^urn:verbund:leistung:[a-z-]+-allgemein$/u);
});

test('when a step of the transaction fails, nothing is acknowledged and the draft is untouched', async () => {
  const { browser, draft } = await ready();
  const before = await count();
  await world.test.database.admin(
    `create function forms.refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
     create trigger refuse before delete on forms.draft for each row execute function forms.refuse()`,
  );
  try {
    await browser.send({ erklaerung: 'true' }, '', `${draft}/absenden`);
  } finally {
    await world.test.database.admin('drop trigger refuse on forms.draft; drop function forms.refuse()');
  }
  assert.equal(browser.page.status, 500);
  assert.equal(await count(), before);
  await browser.get(`${draft}/pruefen`);
  await browser.send({ erklaerung: 'true' }, '', `${draft}/absenden`);
  assert.equal(await count(), before + 1);
});
