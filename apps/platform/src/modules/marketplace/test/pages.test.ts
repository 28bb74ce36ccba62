import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { signIn } from '../../../../test/support/dog-journey.ts';
import { type PlainBrowser, wordsOf } from '../../../../test/support/plain-browser.ts';
import { testPlatform, type TestPlatform } from '../../../../test/support/test-platform.ts';

const provider = 'verbund-beispieldienste';
const dog = `${provider}/hundesteuer-anmelden`;
const parking = `${provider}/bewohnerparkausweis`;
const party = `${provider}/strassenfest-anmelden`;

describe('the marketplace', { timeout: 120_000 }, () => {
  let test: TestPlatform;
  let visitor: PlainBrowser;
  before(async () => {
    test = await testPlatform();
    visitor = test.browser();
  });
  after(() => test.close());

  const words = async (browser: PlainBrowser, path: string): Promise<string> => {
    const page = await browser.get(path);
    assert.equal(page.status, 200, `${path}: ${wordsOf(page.text).slice(0, 400)}`);
    return wordsOf(page.text);
  };
  const staff = async (name: string): Promise<PlainBrowser> => {
    const browser = test.browser();
    await signIn(browser, name, '/amt/anmelden');
    return browser;
  };

  it('lists the packages of the demonstration with what they are', async () => {
    const text = await words(visitor, '/nachnutzung');
    assert.match(text, /5 Dienste/);
    assert.match(text, /Hund zur Hundesteuer anmelden/);
    assert.match(text, /Stufe 3 \(Online-Leistung\)/);
    assert.match(text, /in Entwicklung/);
    assert.match(text, /nicht geprüft/);
  });

  it('finds by everyday words, key, maturity, state and price', async () => {
    const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
      ['q=Hundemarke', ['Hund zur Hundesteuer anmelden'], ['Gewerbe anmelden']],
      ['q=Sperrgut', ['Sperrmüll zur Abholung anmelden'], ['Hund zur']],
      ['q=Nachbarschaftsfest', ['Straßenfest anmelden'], ['Hund zur']],
      ['q=99050012104000', ['Gewerbe anmelden'], ['Hund zur']],
      ['reife=3', ['Gewerbe anmelden'], ['Straßenfest anmelden', 'Sperrmüll zur']],
      ['stand=development', ['Sperrmüll zur Abholung anmelden'], ['Hund zur']],
      ['konform=unchecked', ['Hund zur Hundesteuer anmelden'], []],
      ['ort=Xanten&preis=3000', ['Hund zur Hundesteuer anmelden'], ['Straßenfest anmelden']],
    ];
    for (const [query, there, gone] of cases) {
      const text = await words(visitor, `/nachnutzung?${query}`);
      for (const name of there) assert.match(text, new RegExp(name), `${query}: ${text.slice(0, 1500)}`);
      for (const name of gone) assert.doesNotMatch(text, new RegExp(name), query);
    }
    assert.match(await words(visitor, '/nachnutzung?q=Raumfahrt'), /Kein Dienst passt dazu/);
  });

  it('sorts by the price of the own town, unknown prices last', async () => {
    const text = await words(visitor, '/nachnutzung?ort=Xanten&sortierung=price');
    assert.match(text, /Preise für Xanten/);
    assert.ok(text.indexOf('Sperrmüll') < text.indexOf('Straßenfest anmelden'));
    assert.match(text, /kein Preisblatt/);
    assert.match(await words(visitor, '/nachnutzung?preis=viel&ort=Xanten'), /Geben Sie einen Betrag in Euro an/);
  });

  it('shows the fact sheet, and what is unknown as unknown', async () => {
    const text = await words(visitor, `/nachnutzung/pakete/${dog}?ort=Xanten`);
    for (const line of [
      /Preis für Xanten/,
      /99102013002000/,
      /Beispielrechenzentrum Nord/,
      /BITV 2.0 erfüllt/,
      /99,5 %/,
    ]) {
      assert.match(text, line);
    }
    assert.match(text, /Der Dienst läuft bei 2 Kommunen/);
    assert.match(text, /Angaben für die Nachnutzung/);
    const poor = await words(visitor, `/nachnutzung/pakete/${party}`);
    assert.match(poor, /kein Preisblatt veröffentlicht/);
    assert.match(poor, /Letzter Penetrationstest\s*keine Angabe/);
    assert.match(poor, /eigener Weg, nicht die Standardschnittstelle/);
    assert.equal((await visitor.get(`/nachnutzung/pakete/${provider}/gibt-es-nicht`)).status, 404);
  });

  it('keeps the first date of a promise beside the present one', async () => {
    const text = await words(visitor, `/nachnutzung/pakete/${parking}`);
    assert.match(text, /Bezahlen im Dienst/);
    assert.match(text, /31. Dezember 2026/);
    assert.match(text, /31. Mai 2027/);
    assert.match(text, /151 Tage später/);
  });

  it('names the towns with the day since when', async () => {
    const text = await words(visitor, `/nachnutzung/pakete/${dog}/kommunen`);
    assert.match(text, /Xanten/);
    assert.match(text, /Rheinberg/);
    assert.doesNotMatch(await words(visitor, `/nachnutzung/pakete/${dog}/kommunen?name=xan`), /Rheinberg/);
  });

  it('compares side by side and says in words what differs', async () => {
    const query = `paket=${encodeURIComponent(dog)}&paket=${encodeURIComponent(party)}&ort=Xanten`;
    const text = await words(visitor, `/nachnutzung/vergleich?${query}`);
    assert.match(text, /von \d+ Merkmalen sind verschieden/);
    assert.match(text, /verschieden/);
    assert.match(text, /keine Angabe/);
    const only = await words(visitor, `/nachnutzung/vergleich?${query}&nur=unterschiede`);
    assert.doesNotMatch(only, /Verbund ab Version/);
    assert.match(await words(visitor, '/nachnutzung/vergleich?paket=a/b'), /steht nicht im Marktplatz/);
  });

  it('counts coverage by two named rules', async () => {
    const text = await words(visitor, '/nachnutzung/reifegrad?gebiet=Xanten');
    assert.match(text, /Eine Kommune genügt: 3 von 3/);
    assert.match(text, /Flächendeckend: 3 von 3/);
    const district = await words(visitor, '/nachnutzung/reifegrad?gebiet=051700000000');
    assert.match(district, /Flächendeckend: 0 von 3/);
    assert.match(district, /keine amtliche Fassung/);
  });

  it('lets a town that runs it write, its provider answer, others report, the operator hide', async () => {
    const town = await staff('carla-xanten');
    await town.get(`/nachnutzung/pakete/${dog}/bewerten`);
    let page = await town.submit(town.form(/\/bewerten$/), { stelle: 'Frau Muster', erfahrung: 'kurz' });
    assert.equal(page.status, 422);
    assert.match(wordsOf(page.text), /keine Person/);
    page = await town.submit(town.form(/\/bewerten$/), {
      bewertung: '4',
      stelle: 'Steueramt',
      erfahrung: 'Nach zwei Tagen liefen die ersten Anträge ein.',
    });
    assert.match(wordsOf(page.text), /Ihre Erfahrung ist veröffentlicht/);
    assert.match(await words(visitor, `/nachnutzung/pakete/${dog}/erfahrungen`), /4 von 5 Punkten: Steueramt, Xanten/);
    assert.match(await words(visitor, `/nachnutzung/pakete/${dog}`), /4,0 von 5 Punkten, 1 Kommune/);
    assert.match(await words(town, `/nachnutzung/pakete/${party}/bewerten`), /läuft dieser Dienst nicht/);

    const paula = await staff('paula-anbieter');
    await paula.get(`/nachnutzung/pakete/${dog}/erfahrungen`);
    await paula.submit(paula.form(/\/antwort$/), { antwort: 'Danke, das freut uns.' });
    assert.match(await words(visitor, `/nachnutzung/pakete/${dog}/erfahrungen`), /Danke, das freut uns/);

    const other = await staff('carla-rheinberg');
    await other.get(`/nachnutzung/pakete/${dog}/erfahrungen`);
    await other.submit(other.form(/\/melden$/), { meldung: 'Das stimmt so nicht.' });
    const otto = await staff('otto-betrieb');
    const list = await words(otto, '/betrieb/bewertungen');
    assert.match(list, /Das stimmt so nicht/);
    assert.doesNotMatch(list, /Rheinberg/);
    await otto.submit(otto.form(/\/ausblenden$/), { grund: 'Wird geprüft.' });
    assert.match(
      await words(visitor, `/nachnutzung/pakete/${dog}/erfahrungen`),
      /noch hat keine Kommune|Noch hat keine/,
    );
    assert.match(await words(town, `/nachnutzung/pakete/${dog}/bewerten`), /ausgeblendet: Wird geprüft/);
    await otto.get('/betrieb/bewertungen');
    await otto.submit(otto.form(/\/einblenden$/), {});
    assert.match(await words(visitor, `/nachnutzung/pakete/${dog}/erfahrungen`), /Steueramt, Xanten/);
  });

  it('collects what towns want; others join, providers answer, numbers alone are public', async () => {
    const town = await staff('carla-xanten');
    await town.get('/nachnutzung/gesucht/neu');
    const refused = await town.submit(town.form(/\/gesucht\/neu$/), { bedarf: '', schluessel: '12' });
    assert.equal(refused.status, 422);
    // What is there already is shown first.
    const similar = await town.submit(town.form(/\/gesucht\/neu$/), { bedarf: 'Hundesteuer', schluessel: '' });
    assert.match(wordsOf(similar.text), /Das gibt es vielleicht schon/);
    await town.get('/nachnutzung/gesucht/neu');
    const made = await town.submit(town.form(/\/gesucht\/neu$/), { bedarf: 'Brennholzverkauf aus dem Stadtwald' });
    assert.match(wordsOf(made.text), /Ihr Bedarf ist eingetragen/);
    const path = new URL(made.url).pathname;
    const other = await staff('carla-rheinberg');
    await other.get(path);
    await other.submit(other.form(/\/mitmachen$/), {});
    assert.match(await words(visitor, path), /2 Kommunen suchen/);
    assert.doesNotMatch(await words(visitor, path), /Rheinberg|Xanten/);
    const paula = await staff('paula-anbieter');
    await paula.get(path);
    assert.equal((await paula.submit(paula.form(/\/antwort$/), { antwort: '', verfuegbar: 'bald' })).status, 422);
    await paula.submit(paula.form(/\/antwort$/), { antwort: 'Kommt im Sommer.', verfuegbar: '30.06.2027' });
    assert.match(await words(visitor, path), /Voraussichtlich verfügbar am 30. Juni 2027/);
    assert.match(await words(visitor, '/nachnutzung/gesucht?q=brennholz'), /Brennholzverkauf/);
    await other.get(path);
    await other.submit(other.form(/\/austreten$/), {});
    assert.match(await words(visitor, path), /1 Kommune sucht/);
    await town.get(path);
    await town.submit(town.form(/\/zurueckziehen$/), {});
    assert.equal((await visitor.get(path)).status, 404);
  });

  it('is there in English', async () => {
    const english = test.browser();
    await english.get('/sprache?auf=en&zurueck=/nachnutzung');
    assert.match(await words(english, '/nachnutzung'), /Marketplace of online services/);
    assert.match(await words(english, `/nachnutzung/pakete/${dog}`), /Register a dog for dog tax/);
    assert.match(await words(english, '/nachnutzung/reifegrad'), /Counting rules/);
  });
});
