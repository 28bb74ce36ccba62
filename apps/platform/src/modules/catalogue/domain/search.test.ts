import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { loadSeedTables } from '../store/seed-tables.ts';
import { parseArs } from './regional-keys.ts';
import { expandLetters } from './search-text.ts';
import { createSearchIndex } from './search.ts';

const seed = await loadSeedTables();
const index = createSearchIndex({ ...seed, offerings: [] });
const towns = seed.areas.filter((area) => area.kind === 'town' || area.kind === 'city');

/** Query, place, object of the first service (digits 3–8 of its LeiKa key), responsible area. */
const queries: readonly (readonly [string, string | undefined, string | undefined, string | undefined])[] = [
  ['Jagdschein Xanten', 'Xanten', '067004', 'Kreis Wesel'],
  ['xanten jagdschein', 'Xanten', '067004', 'Kreis Wesel'],
  ['Jagdschein Köln', 'Köln', '067004', 'Köln'],
  ['jagdschien xantn', 'Xanten', '067004', 'Kreis Wesel'],
  ['Jagdschein verlängern in 46509', 'Xanten', '067004', 'Kreis Wesel'],
  ['hund anmelden 46509', 'Xanten', '102013', 'Xanten'],
  ['xantn hundesteuer', 'Xanten', '102013', 'Xanten'],
  ['hundesteuer xant', 'Xanten', '102013', 'Xanten'],
  ['Hundemarke Münster', 'Münster', '102013', 'Münster'],
  ['hunde steuer muenster', 'Münster', '102013', 'Münster'],
  ['hundsteuer munster', 'Münster', '102013', 'Münster'],
  ['Kampfhund Bochum', 'Bochum', '110009', 'Bochum'],
  ['Perso', undefined, '008001', undefined],
  ['perso verlohren', undefined, '008001', undefined],
  ['neuer Personalausweis Aachen', 'Aachen', '008001', 'Aachen'],
  ['personalausweis beantragen duesseldorf', 'Düsseldorf', '008001', 'Düsseldorf'],
  ['Personalauswies Dusseldorf', 'Düsseldorf', '008001', 'Düsseldorf'],
  ['Reisepass Leverkussen', 'Leverkusen', '085001', 'Leverkusen'],
  ['reisepas', undefined, '085001', undefined],
  ['Kinderpass Moers', 'Moers', '085003', 'Moers'],
  ['Umzug Bad Oeynhausen', 'Bad Oeynhausen', '115005', 'Bad Oeynhausen'],
  ['ummelden bad oeynhusen', 'Bad Oeynhausen', '115005', 'Bad Oeynhausen'],
  ['Ich möchte mich in Bielefeld ummelden', 'Bielefeld', '115005', 'Bielefeld'],
  ['wohnung anmelden bonn', 'Bonn', '115005', 'Bonn'],
  ['Zweitwohnsitz Paderborn', 'Paderborn', '115005', 'Paderborn'],
  ['Meldebescheinigung Gütersloh', 'Gütersloh', '115003', 'Gütersloh'],
  ['meldebescheinigung guetersloh', 'Gütersloh', '115003', 'Gütersloh'],
  ['Auskunftssperre', undefined, '115002', undefined],
  ['Anwohnerparken Köln', 'Köln', '108001', 'Köln'],
  ['anwohnerparkausweis koeln', 'Köln', '108001', 'Köln'],
  ['bewohner parkausweis koln', 'Köln', '108001', 'Köln'],
  ['Parkausweis verlängern Essen', 'Essen', '108001', 'Essen'],
  ['Behindertenparkplatz Hagen', 'Hagen', '108009', 'Hagen'],
  ['Halteverbot Umzug Neuss', 'Neuss', '108011', 'Neuss'],
  ['Halteverbotszone Rheurdt', 'Rheurdt', '108011', 'Kreis Kleve'],
  ['Gewerbe anmelden Wesel', 'Wesel', '050012', 'Wesel'],
  ['gewerbeanmeldung kreis wesel', 'Kreis Wesel', '050012', undefined],
  ['selbständig machen Siegen', 'Siegen', '050012', 'Siegen'],
  ['selbststaendig machen', undefined, '050012', undefined],
  ['Laden eröffnen Detmold', 'Detmold', '050012', 'Detmold'],
  ['gewerbe abmelden', undefined, '050012', undefined],
  ['Kneipe eröffnen Unna', 'Unna', '025002', 'Unna'],
  ['Reisegewerbekarte', undefined, '050023', undefined],
  ['Heirat Soest', 'Soest', '059001', 'Soest'],
  ['heiraten in Lemgo', 'Lemgo', '059001', 'Lemgo'],
  ['Geburtsurkunde Mülheim an der Ruhr', 'Mülheim an der Ruhr', '027002', 'Mülheim an der Ruhr'],
  ['geburtsurkunde muelheim', 'Mülheim an der Ruhr', '027002', 'Mülheim an der Ruhr'],
  ['Geburtsurkunnde Mulheim', 'Mülheim an der Ruhr', '027002', 'Mülheim an der Ruhr'],
  ['Sterbeurkunde Hamm', 'Hamm', '101004', 'Hamm'],
  ['Namensänderung', undefined, '083001', undefined],
  ['Vaterschaft anerkennen Kleve', 'Kleve', '133001', 'Kleve'],
  ['Führerschein Xanten', 'Xanten', '023001', 'Kreis Wesel'],
  ['fuhrerschein umtauschen', undefined, '023001', undefined],
  ['führershein dortmund', 'Dortmund', '023001', 'Dortmund'],
  ['internationaler Führerschein Olpe', 'Olpe', '023001', 'Kreis Olpe'],
  ['Auto anmelden Wesel', 'Wesel', '036008', 'Kreis Wesel'],
  ['kfz zulassung 33602', 'Bielefeld', '036008', 'Bielefeld'],
  ['kfz zulassung 46511', undefined, '036008', undefined],
  ['Auto ummelden Rheine', 'Rheine', '036008', 'Kreis Steinfurt'],
  ['Wunschkennzeichen Herford', 'Herford', '036009', 'Kreis Herford'],
  ['Angelschein Borken', 'Borken', '042001', 'Borken'],
  ['kleiner Waffenschein Wuppertal', 'Wuppertal', '089069', 'Wuppertal'],
  ['Kita', undefined, '041004', undefined],
  ['kitaplatz gelsenkirchn', 'Gelsenkirchen', '041004', 'Gelsenkirchen'],
  ['Kindergarten Rheurdt', 'Rheurdt', '041004', 'Kreis Kleve'],
  ['Elterngeld Xanten', 'Xanten', '041006', 'Kreis Wesel'],
  ['Unterhaltsvorschuss Bottrop', 'Bottrop', '107021', 'Bottrop'],
  ['Wohngeld Castrop-Rauxel', 'Castrop-Rauxel', '107023', 'Castrop-Rauxel'],
  ['wohngeld castrop rauxel', 'Castrop-Rauxel', '107023', 'Castrop-Rauxel'],
  ['Mietzuschuss Datteln', 'Datteln', '107023', 'Datteln'],
  ['WBS Herne', 'Herne', '107022', 'Herne'],
  ['Bürgergeld Xanten', 'Xanten', '107002', 'Kreis Wesel'],
  ['Schwerbehindertenausweis Bonn', 'Bonn', '015007', 'Bonn'],
  ['Sperrmüll Krefeld', 'Krefeld', '001009', 'Krefeld'],
  ['sperrmuell abholen', undefined, '001009', undefined],
  ['Biotonne Ahaus', 'Ahaus', '001003', 'Ahaus'],
  ['Bauantrag Xanten', 'Xanten', '012008', 'Kreis Wesel'],
  ['Baugenehmigung Moers', 'Moers', '012008', 'Moers'],
  ['baugenemigung remscheid', 'Remscheid', '012008', 'Remscheid'],
  ['Baum fällen Witten', 'Witten', '093003', 'Witten'],
  ['Briefwahl Solingen', 'Solingen', '128001', 'Solingen'],
  ['Führungszeugnis', undefined, '049001', undefined],
  ['polizeiliches Fürungszeugnis', undefined, '049001', undefined],
  ['Einbürgerung Duisburg', 'Duisburg', '099002', 'Duisburg'],
  ['deutscher werden', undefined, '099002', undefined],
  ['Aufenthaltserlaubnis Xanten', 'Xanten', '010001', 'Kreis Wesel'],
  ['Aufenthaltserlaubnis Moers', 'Moers', '010001', 'Moers'],
  ['Osterfeuer Brilon', 'Brilon', '063010', 'Brilon'],
  ['Fundbüro Essen', 'Essen', '089017', 'Essen'],
  ['Straßenlaterne kaputt Minden', 'Minden', '108020', 'Minden'],
  ['strassenlaterne minden', 'Minden', '108020', 'Minden'],
  ['Kirchenaustritt Köln', 'Köln', '073001', undefined],
  ['Hilfe bei Kindergeld', undefined, '041008', undefined],
  ['Stolberg Hundesteuer', 'Stolberg (Rhld.)', '102013', 'Stolberg (Rhld.)'],
  ['essen', 'Essen', undefined, undefined],
];

for (const [query, place, object, responsible] of queries) {
  test(`finds: ${query}`, () => {
    const result = index.search(query);
    const [first] = result.services;
    assert.equal(result.place?.name, place);
    assert.equal(first?.service.leistungsschluessel?.slice(2, 8), object, first?.service.name);
    assert.equal(first?.responsibleArea?.name, responsible);
  });
}

test('answers nothing to nothing', () => {
  for (const query of ['', ' ', 'x', '!?', '   \u0000', 'wie wo was', '12345', 'qqqqqqqqq', '\u{1f600}']) {
    const result = index.search(query);
    assert.equal(result.place, undefined, query);
    assert.deepEqual(result.services, [], query);
  }
});

test('reads the beginning of a query without measure', () => {
  assert.equal(index.search(`Jagdschein Xanten ${'jagd '.repeat(2000)}`).place?.name, 'Xanten');
  assert.deepEqual(index.search('a'.repeat(10_000)).services, []);
});

test('a place in the query overrides the chosen one, a guess does not', () => {
  const xanten = parseArs('051700052052');
  assert.ok(xanten);
  assert.equal(index.search('Jagdschein', { place: xanten }).services[0]?.responsibleArea?.name, 'Kreis Wesel');
  assert.equal(index.search('Jagdschein Köln', { place: xanten }).place?.name, 'Köln');
  assert.equal(index.search('Jagdschein Kölm', { place: xanten }).place?.name, 'Xanten');
});

test('two towns of one name are offered, not chosen', () => {
  const [one, two] = towns;
  assert.ok(one && two);
  const areas = [
    { ...one, name: 'Neustadt', designation: 'Neustadt', population: 5000 },
    { ...two, name: 'Neustadt', designation: 'Neustadt', population: 6000 },
  ];
  const result = createSearchIndex({ ...seed, areas, offerings: [] }).search('Neustadt Hundesteuer');
  assert.equal(result.place, undefined);
  assert.deepEqual(result.ambiguousPlaces, [areas[1], areas[0]]);
  assert.equal(result.services[0]?.service.leistungsschluessel?.slice(2, 8), '102013');
});

test('what a town offers stands first, and only in that town', () => {
  const xanten = parseArs('051700052052');
  const wesel = parseArs('051700000000');
  assert.ok(xanten && wesel);
  const local = { id: 'local-1', leistungsschluessel: null, name: 'Römerfest-Standplatz' };
  const offering = (id: string, areaArs: typeof xanten, serviceId: string, name: string) => ({
    id,
    areaArs,
    serviceId,
    slug: id,
    name,
    keywords: serviceId === 'local-1' ? ['Gladiatoren'] : [],
  });
  const own = createSearchIndex({
    ...seed,
    services: [...seed.services, local],
    offerings: [
      offering('befreiung', xanten, '99102013010000', 'Hundesteuer: Befreiung'),
      offering('jagd', wesel, '99067004001000', 'Jagdschein online'),
      offering('fest', xanten, 'local-1', 'Stand beim Römerfest'),
    ],
  });
  assert.equal(own.search('Hundesteuer Xanten').services[0]?.offering?.id, 'befreiung');
  assert.equal(own.search('Hundesteuer Kleve').services[0]?.offering, undefined);
  assert.equal(own.search('Jagdschein Xanten').services[0]?.offering?.id, 'jagd');
  assert.equal(own.search('Jagdschein Kleve').services[0]?.offering, undefined);
  assert.equal(own.search('gladiatoren xanten').services[0]?.service.id, 'local-1');
  const all = own.search('Xanten').services.map((hit) => hit.offering?.id);
  assert.deepEqual(all.toSorted(), ['befreiung', 'fest', 'jagd']);
});

test('never throws and repeats itself', () => {
  const words = fc.constantFrom('Hund', 'xanten', '46509', 'Köln', 'ß', 'ummelden', 'Kreis', 'bad');
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.array(words).map((list) => list.join(' ')),
  );
  fc.assert(
    fc.property(text, (query) => {
      const result = index.search(query);
      assert.ok(result.services.length <= 20 && result.ambiguousPlaces.length <= 10);
      assert.ok(result.services.every((hit) => Number.isFinite(hit.score)));
      assert.deepEqual(index.search(query), result);
    }),
  );
});

test('every town is found by its own name and by its postcode', () => {
  for (const town of towns) {
    assert.equal(index.search(town.name).place, town);
    assert.equal(index.search(`Reisepass ${town.name.toUpperCase()}`).place, town, town.name);
    const byCode = index.search(town.postcode ?? '');
    assert.ok(byCode.place === town || byCode.ambiguousPlaces.includes(town), town.postcode);
  }
});

test('every town is found by its name with one letter wrong', () => {
  // Menden (Sauerland) is one letter from Minden: who writes Menden means Menden.
  const names = new Set(seed.areas.map((area) => expandLetters(area.name.replace(/ *\(.*\)/, ''))));
  const long = towns.filter((town) => town.name.length >= 6);
  const letter = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz');
  const typo = fc.tuple(fc.constantFrom(...long), fc.nat(), fc.constantFrom('swap', 'drop', 'add', 'change'), letter);
  fc.assert(
    fc.property(typo, ([town, at, kind, other]) => {
      const query = withTypo(town.name, at % town.name.length, kind, other);
      fc.pre(!names.has(expandLetters(query)));
      const result = index.search(query);
      assert.ok(result.place === town || result.ambiguousPlaces.includes(town), `${town.name}: ${query}`);
    }),
    { numRuns: 3000 },
  );
});

function withTypo(name: string, at: number, kind: string, letter: string): string {
  const before = name.slice(0, at);
  const after = name.slice(at + 1);
  if (kind === 'drop') return before + after;
  if (kind === 'add') return before + letter + name.slice(at);
  if (kind === 'change') return before + letter + after;
  return before + after.slice(0, 1) + name.charAt(at) + after.slice(1);
}
