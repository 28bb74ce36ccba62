import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { contact, dog, exemption, fillDogTax, holder, home, moved } from './dog-tax.ts';
import { createWorld, erika, type World } from './world.ts';

let world: World;
before(async () => {
  world = await createWorld();
});
after(() => world.close());
afterEach(async () => {
  await world.test.database.admin('delete from forms.upload; delete from forms.draft');
});

test('the page begins with what the sign-in knows, only where the overlay says so', async () => {
  const browser = world.browser('erika');
  await browser.start('hundesteuer');
  const fields = browser.fields();
  assert.equal(fields.get(`${holder}/F99000010102`), 'Erika');
  assert.equal(fields.get(`${holder}/F99000010104-jahr`), '1985');
  assert.equal(fields.get(`${home}/F99000010211`), '');
  assert.match(browser.page.text, /autocomplete="bday-day"/u);
});

test('a second click on start gives the same draft', async () => {
  const browser = world.browser('erika');
  await browser.start('hundesteuer');
  const first = browser.path;
  await browser.start('hundesteuer');
  assert.equal(browser.path, first);
});

test('bad input: summary linked to the fields, every entry kept and saved', async () => {
  const browser = world.browser('erika');
  await browser.start('hundesteuer');
  await browser.send({
    [`${holder}/F99000010104-tag`]: '31',
    [`${holder}/F99000010104-monat`]: '2',
    [`${holder}/F99000010104-jahr`]: '85',
    [`${home}/F99000010211`]: 'Am Rheintor',
    [`${home}/F99000010214`]: '4650',
  });
  assert.equal(browser.page.status, 422);
  const { text } = browser.page;
  assert.match(text, /<title>Fehler: /u);
  for (const id of [
    `${holder}/F99000010104`,
    `${home}/F99000010214`,
    `${home}/F99000010212`,
    `${contact}/F99000010321`,
  ]) {
    assert.ok(text.includes(`href="#${encodeURIComponent(id)}"`), `link to ${id}`);
    assert.ok(text.includes(` id="${id}"`), `input ${id}`);
  }
  assert.match(text, /Geburtsdatum: Bitte geben Sie ein Datum/u);
  const page = browser.path;
  await browser.get('/xanten/hundesteuer');
  await browser.get(page);
  const fields = browser.fields();
  assert.equal(fields.get(`${holder}/F99000010104-jahr`), '85', 'an unreadable date stays as typed');
  assert.equal(fields.get(`${home}/F99000010214`), '4650');
  assert.equal(fields.get(`${home}/F99000010211`), 'Am Rheintor');
});

test('back saves without judging and leads to the page before', async () => {
  const browser = world.browser('erika');
  await fillDogTax(browser);
  await browser.get(browser.path.replace('pruefen', 'zuzug'));
  await browser.send({ [moved]: 'true' }, 'zurueck');
  assert.match(browser.path, /\/halter$/u);
  await browser.get(browser.path.replace('halter', 'zuzug'));
  assert.equal(browser.fields().get(moved), 'true');
});

test('an answer that brings up questions shows the page again with them, without blame and without loss', async () => {
  const browser = world.browser('erika');
  await fillDogTax(browser);
  const zuzug = browser.path.replace('pruefen', 'zuzug');
  await browser.get(zuzug);
  await browser.send({ [moved]: 'true' });
  assert.equal(browser.page.status, 200);
  assert.match(browser.page.text, /Es sind weitere Fragen dazugekommen/u);
  assert.doesNotMatch(browser.page.text, /fehleruebersicht/u);
  assert.equal(browser.fields().get(moved), 'true');
  await browser.send({});
  assert.equal(browser.page.status, 422, 'the second time they are missed');
  await browser.send({ [moved]: 'false' });
  assert.match(browser.path, /\/hunde$/u);
});

test('repeatable groups: add and remove keep the other entries; the check shows each', async () => {
  const browser = world.browser('erika');
  await fillDogTax(browser);
  const draft = browser.path.replace('/pruefen', '');
  await browser.get(`${draft}/hunde`);
  await browser.send({}, 'add:G99000010500');
  const second = 'G99000010500[1]';
  await browser.send({
    [`${second}/F99000010501`]: 'Rex',
    [`${second}/F99000010505-tag`]: '45',
    [`${second}/F99000010505-monat`]: '1',
    [`${second}/F99000010505-jahr`]: '2023',
  });
  assert.equal(browser.page.status, 422);
  await browser.send({}, 'remove:G99000010500:0');
  const fields = browser.fields();
  assert.equal(fields.get(`${dog}/F99000010501`), 'Rex');
  assert.equal(fields.get(`${dog}/F99000010505-tag`), '45', 'the unreadable date moved up with its dog');
  assert.equal(fields.has(`${second}/F99000010501`), false);
  await browser.get(`${draft}/pruefen`);
  assert.match(browser.page.text, /Rex/u);
  assert.doesNotMatch(browser.page.text, /Bello/u);
});

test('two tabs on different pages never touch each other', async () => {
  const browser = world.browser('erika');
  await fillDogTax(browser);
  const draft = browser.path.replace('/pruefen', '');
  const other = browser.tab();
  await browser.get(`${draft}/halter`);
  await other.get(`${draft}/hunde`);
  await other.send({ [`${dog}/F99000010501`]: 'Struppi' });
  await browser.send({ [`${home}/F99000010211`]: 'Markt' });
  await browser.get(`${draft}/pruefen`);
  assert.match(browser.page.text, /Struppi/u);
  assert.match(browser.page.text, /Markt/u);
});

test('two tabs on the same page: both values are shown and the person decides', async () => {
  const browser = world.browser('erika');
  await fillDogTax(browser);
  const page = browser.path.replace('/pruefen', '/hunde');
  const other = browser.tab();
  await browser.get(page);
  await other.get(page);
  await other.send({ [`${dog}/F99000010501`]: 'Struppi' });
  await browser.send({ [`${dog}/F99000010501`]: 'Waldi' });
  assert.equal(browser.page.status, 409);
  assert.match(browser.page.text, /in einem anderen Fenster geändert/u);
  assert.match(browser.page.text, /Struppi/u);
  assert.equal(browser.fields().get(`${dog}/F99000010501`), 'Waldi');
  await other.get(page);
  assert.equal(other.fields().get(`${dog}/F99000010501`), 'Struppi', 'nothing was overwritten unasked');
  await browser.send({});
  await other.get(page);
  assert.equal(other.fields().get(`${dog}/F99000010501`), 'Waldi');
});

test("the browser's back button is no conflict: the same rendering may save again", async () => {
  const browser = world.browser('erika');
  await fillDogTax(browser);
  await browser.get(browser.path.replace('/pruefen', '/hunde'));
  const form = browser.fields();
  const path = browser.path;
  form.set(`${dog}/F99000010501`, 'Waldi');
  await browser.post(path, form);
  form.set(`${dog}/F99000010501`, 'Lumpi');
  await browser.post(path, form);
  assert.match(browser.path, /\/befreiung$/u);
  await browser.get(path);
  assert.equal(browser.fields().get(`${dog}/F99000010501`), 'Lumpi');
});

test('thirty saves at once lose nothing', async () => {
  const browser = world.browser('erika');
  await fillDogTax(browser);
  const draft = browser.path.replace('/pruefen', '');
  const pages: Record<string, Record<string, string>> = {
    halter: { [`${home}/F99000010211`]: 'Markt' },
    zuzug: { [moved]: 'false' },
    hunde: { [`${dog}/F99000010501`]: 'Struppi' },
    befreiung: { [`${exemption}/F99000010601`]: 'false' },
  };
  await Promise.all(
    Object.entries(pages).flatMap(([page, typed]) =>
      Array.from({ length: 7 }, async () => {
        const tab = browser.tab();
        await tab.get(`${draft}/${page}`);
        await tab.send(typed);
        assert.ok(tab.page.status === 200, `${page} ${tab.page.status}`);
      }),
    ),
  );
  await browser.get(`${draft}/pruefen`);
  assert.match(browser.page.text, /Markt/u);
  assert.match(browser.page.text, /Struppi/u);
});

test('a choice of kinds: the chosen group appears, the others do not', async () => {
  const browser = world.browser('erika');
  await browser.start('gewerbe');
  const before = [...browser.fields().keys()].length;
  const options = /name="F99000030101" value="([^"]+)"/u.exec(browser.page.text);
  assert.ok(options?.[1]);
  await browser.send({ F99000030101: options[1] });
  assert.match(browser.page.text, /Es sind weitere Fragen dazugekommen/u);
  assert.ok([...browser.fields().keys()].length > before);
  await browser.get(browser.path.replace('/person', '/betrieb'));
  assert.match(browser.page.text, /name="G99000030700\/G99000030710#choice"/u);
});

test('English: translated labels are English, what nobody translated says that it is German', async () => {
  const browser = world.browser('erika');
  browser.speak('en');
  await browser.start('hundesteuer');
  assert.match(browser.page.text, /<html lang="en"/u);
  assert.match(browser.page.text, /Family name/u);
  assert.match(browser.page.text, /<div class="vb-text" lang="de">/u, 'the help of the schema has no translation');
  await browser.send({});
  assert.match(browser.page.text, /Street: Please fill in this field\./u);
});

test('a list of drafts, resume at the first page that needs something, and deleting', async () => {
  const browser = world.browser('erika');
  await browser.start('hundesteuer');
  await browser.send({ [`${home}/F99000010211`]: 'Markt' }, 'spaeter');
  const [draft] = await world.forms.service.drafts(erika);
  assert.ok(draft);
  assert.equal(draft.service.de, 'Dienst hundesteuer');
  await browser.get(draft.href);
  assert.match(browser.path, /\/halter$/u);
  await browser.get(draft.deleteHref);
  await browser.send({}, '');
  assert.deepEqual(await world.forms.service.drafts(erika), []);
});

test('posted paths outside the page and absurd indexes change nothing', async () => {
  const browser = world.browser('erika');
  await fillDogTax(browser);
  const draft = browser.path.replace('/pruefen', '');
  await browser.get(`${draft}/zuzug`);
  await browser.send({ [`${dog}/F99000010501`]: 'Fremd', 'G99000010500[99999]/F99000010501': 'x', __proto__x: 'y' });
  await browser.send({}, 'remove:G99000010500:0', `${draft}/zuzug`);
  await browser.get(`${draft}/pruefen`);
  assert.match(browser.page.text, /Bello/u);
  assert.doesNotMatch(browser.page.text, /Fremd/u);
});
