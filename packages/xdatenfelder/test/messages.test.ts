import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  applyOverlay,
  readCodeList,
  readDocumentProfile,
  readSchema,
  readTranslation,
  translationOverlay,
} from '../src/index.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const two = 'urn:xoev-de:fim:standard:xdatenfelder_2';
const three = 'urn:xoev-de:fim:standard:xdatenfelder_3.0.0';
const coded = (name: string, code: string) =>
  `<x:${name} listURI="urn:l" listVersionID="1"><code>${code}</code></x:${name}>`;
const named = (id: string, version: string) =>
  `<x:identifikation><x:id>${id}</x:id><x:version>${version}</x:version></x:identifikation>`;
const message = (namespace: string, kind: string, inner: string) =>
  bytes(`<x:xdatenfelder.${kind} xmlns:x="${namespace}">${inner}</x:xdatenfelder.${kind}>`);

const relation = `<x:relation>${coded('praedikat', 'ABL')}<x:objekt><x:id>F60000000227</x:id><x:version>1.1.0</x:version></x:objekt></x:relation>`;
const rule = `<x:regel>${named('R99000000001', '1.0.0')}<x:name>Regel</x:name><x:beschreibung>Warum</x:beschreibung><x:freitextRegel>Wenn</x:freitextRegel><x:bezug link="https://example.org/">§ 2</x:bezug><x:letzteAenderung>2026-01-02T03:04:05Z</x:letzteAenderung>${coded('typ', 'K')}<x:param element="F99000000001" name="a" typ="wert"/><x:ziel element="F99000000001" name="b"/><x:skript>function script() {}</x:skript><x:fehler code="7">Falsch</x:fehler></x:regel>`;
const field = `<x:struktur><x:anzahl>1:1</x:anzahl><x:enthaelt><x:datenfeld>${named('F99000000001', '1.2.0')}<x:name>Farbe</x:name><x:beschreibung>B</x:beschreibung><x:definition>D</x:definition><x:bezug>§ 1</x:bezug>${coded('freigabestatus', '6')}<x:statusGesetztAm>2026-01-01</x:statusGesetztAm><x:statusGesetztDurch>Erika Muster</x:statusGesetztDurch><x:gueltigAb>2026-01-02</x:gueltigAb><x:gueltigBis>2027-01-02</x:gueltigBis><x:versionshinweis>neu</x:versionshinweis><x:veroeffentlichungsdatum>2026-01-03</x:veroeffentlichungsdatum><x:letzteAenderung>2026-01-04T00:00:00Z</x:letzteAenderung>${relation}<x:stichwort uri="urn:s">Farben</x:stichwort><x:bezeichnungEingabe>Farbe</x:bezeichnungEingabe><x:bezeichnungAusgabe>Ihre Farbe</x:bezeichnungAusgabe>${coded('schemaelementart', 'HAR')}${coded('feldart', 'select')}${coded('datentyp', 'text')}${coded('vorbefuellung', 'optional')}<x:werte><x:wert><x:code>1</x:code><x:name>rot</x:name></x:wert><x:wert><x:code>2</x:code><x:name>blau</x:name><x:hilfe>wie der Himmel</x:hilfe></x:wert></x:werte></x:datenfeld></x:enthaelt></x:struktur>`;
const schema = message(
  three,
  'stammdatenschema.0102',
  `<x:header><x:nachrichtID>1</x:nachrichtID><x:erstellungszeitpunkt>2026-01-01T00:00:00Z</x:erstellungszeitpunkt><x:produktbezeichnung>Editor</x:produktbezeichnung>${coded('datenqualitaet', 'TEST')}</x:header><x:stammdatenschema>${named('S99000000001', '1.0.0')}<x:name>N</x:name><x:bezeichnung>Farben</x:bezeichnung>${coded('ableitungsmodifikationenStruktur', '3')}${coded('ableitungsmodifikationenRepraesentation', '1')}<x:dokumentsteckbrief><x:id>D99000000002</x:id></x:dokumentsteckbrief>${rule}${field}</x:stammdatenschema>`,
);

test('every element of a schema is read; names of persons and relations only when asked for', async () => {
  const { details, schema: model } = await readSchema(schema);
  assert.deepEqual([details.header.product, details.header.dataQuality], ['Editor', 'TEST']);
  const { documentProfile, structureChange, representationChange } = details.schema;
  assert.deepEqual([documentProfile?.id, structureChange, representationChange], ['D99000000002', '3', '1']);
  const element = details.nodes['F99000000001'];
  assert.ok(element !== undefined);
  const { legalBasis, ...plain } = element;
  assert.deepEqual(legalBasis, [{ text: '§ 1', link: null }]);
  assert.deepEqual(plain, {
    ...{ description: 'B', definition: 'D', elementKind: 'HAR', status: '6', statusSetOn: '2026-01-01' },
    ...{ validFrom: '2026-01-02', validUntil: '2027-01-02', versionNote: 'neu', releasedOn: null },
    ...{ publishedOn: '2026-01-03', changedAt: '2026-01-04T00:00:00Z', codeListId: null, editorNote: null },
    ...{ relations: [], keywords: [], creator: null, statusSetBy: null },
  });
  assert.ok(!JSON.stringify([model, details]).includes('Erika'));
  const full = (await readSchema(schema, { complete: true })).details.nodes['F99000000001'];
  assert.deepEqual(full?.relations, [{ predicate: 'ABL', target: { id: 'F60000000227', version: '1.1.0' } }]);
  assert.deepEqual([full?.keywords, full?.statusSetBy], [[{ text: 'Farben', uri: 'urn:s' }], 'Erika Muster']);
});

test('a rule keeps its kind, parameters, targets and messages', async () => {
  const { details, schema: model } = await readSchema(schema);
  const [read] = details.rules;
  assert.equal(model.rules[0]?.script, null);
  assert.deepEqual([read?.id, read?.type, read?.description], ['R99000000001', 'K', 'Warum']);
  assert.deepEqual(read?.parameters, [{ element: 'F99000000001', name: 'a', type: 'wert' }]);
  assert.deepEqual(read?.targets, [{ element: 'F99000000001', name: 'b' }]);
  assert.deepEqual(read?.errors, [{ code: '7', text: 'Falsch' }]);
});

test('2.0: an unreadable praezisierung stays as a note for editors, with the id of the list', async () => {
  const dirty = `<x:struktur><x:anzahl>1:1</x:anzahl><x:bezug>§ 3</x:bezug><x:enthaelt><x:datenfeld><x:identifikation><x:id>F00-8c1d-1</x:id></x:identifikation><x:name>A</x:name>${coded('status', 'aktiv')}<x:freigabedatum>2020-01-01</x:freigabedatum>${coded('schemaelementart', 'RNG')}${coded('feldart', 'select')}${coded('datentyp', 'text')}<x:praezisierung>1..31</x:praezisierung><x:codelisteReferenz>${named('C1', '1.0')}<x:genericodeIdentification><x:canonicalIdentification>urn:de:\n fim:x</x:canonicalIdentification></x:genericodeIdentification></x:codelisteReferenz></x:datenfeld></x:enthaelt></x:struktur>`;
  const inner = `<x:stammdatenschema><x:identifikation><x:id>S99000001</x:id></x:identifikation><x:name>N</x:name>${dirty}</x:stammdatenschema>`;
  const { schema: model, details, findings } = await readSchema(message(two, 'stammdatenschema.0102', inner));
  const element = details.nodes['F00-8c1d-1'];
  assert.deepEqual(
    [element?.editorNote, element?.codeListId, element?.status, element?.releasedOn],
    ['1..31', 'C1', 'aktiv', '2020-01-01'],
  );
  assert.equal(model.nodes[0]?.kind === 'field' && model.nodes[0].codeList?.canonicalUri, 'urn:de:fim:x');
  const unusual = findings.find(({ code }) => code === 'id-unusual');
  assert.deepEqual([unusual?.level, unusual?.quality, unusual?.path], ['warning', 1039, 'F00-8c1d-1']);
});

test('a translation becomes an overlay; plain language replaces the German texts', async () => {
  const element = (label: string, value: string) =>
    `<x:element><x:uebersetzt><x:id>F99000000001</x:id><x:version>1.2.0</x:version></x:uebersetzt><x:bezeichnungEingabe>${label}</x:bezeichnungEingabe><x:bezeichnungAusgabe>${label}</x:bezeichnungAusgabe><x:hilfetextEingabe>Help</x:hilfetextEingabe><x:werte><x:wert><x:code>1</x:code><x:name>${value}</x:name></x:wert></x:werte><x:regel><x:uebersetzt><x:id>R99000000001</x:id></x:uebersetzt><x:fehler code="7">Wrong</x:fehler></x:regel></x:element>`;
  const stray =
    '<x:element><x:uebersetzt><x:id>F1</x:id></x:uebersetzt><x:bezeichnungEingabe>?</x:bezeichnungEingabe></x:element>';
  const source = message(
    three,
    'uebersetzung.0106',
    `<x:uebersetzt><x:id>S99000000001</x:id></x:uebersetzt><x:sprache lang="en" version="2">${element('Colour', 'red')}${stray}</x:sprache><x:sprache lang="de" region="DE" variant="simple" version="1">${element('Welche Farbe?', 'Rot')}</x:sprache>`,
  );
  const translation = await readTranslation(source);
  assert.deepEqual(
    translation.languages.map(({ language, region, variant, version }) => [language, region, variant, version]),
    [
      ['en', null, null, '2'],
      ['de', 'DE', 'simple', '1'],
    ],
  );
  assert.deepEqual(translation.languages[0]?.elements[0]?.rules[0]?.errors, [{ code: '7', text: 'Wrong' }]);
  const { schema: model } = await readSchema(schema);
  const english = translationOverlay(model, translation, { language: 'en', variant: null });
  assert.deepEqual(english.unused, ['F1']);
  const form = applyOverlay(model, english.overlay).nodes['F99000000001'];
  assert.deepEqual(
    [form?.label, form?.values?.[0]?.label],
    [
      { de: 'Farbe', en: 'Colour' },
      { de: 'rot', en: 'red' },
    ],
  );
  const plain = translationOverlay(model, translation, { language: 'de', variant: 'simple' });
  assert.deepEqual(applyOverlay(model, plain.overlay).nodes['F99000000001']?.label, { de: 'Welche Farbe?', en: null });
});

test('document profiles of both dialects, and a code list inside a message, are read', async () => {
  const profile = (namespace: string, abstract: string, kind: string) =>
    message(
      namespace,
      'dokumentsteckbrief.0101',
      `<x:dokumentsteckbrief>${named('D99000000002', '1.0.0')}<x:name>Antrag</x:name>${abstract}${kind}<x:bezeichnung>Antrag auf etwas</x:bezeichnung><x:hilfetext>Hilfe</x:hilfetext></x:dokumentsteckbrief>`,
    );
  const new3 = await readDocumentProfile(
    profile(three, '<x:istAbstrakt>true</x:istAbstrakt>', coded('dokumentart', '001')),
  );
  assert.deepEqual(
    [new3.id, new3.title, new3.isAbstract, new3.documentType],
    ['D99000000002', 'Antrag auf etwas', true, '001'],
  );
  const old2 = await readDocumentProfile(
    profile(two, '<x:isReferenz>false</x:isReferenz>', '<x:dokumentart>Antrag</x:dokumentart>'),
  );
  assert.deepEqual([old2.isAbstract, old2.documentType, old2.help], [false, 'Antrag', 'Hilfe']);
  await assert.rejects(readDocumentProfile(schema), { code: 'xdf/other-message' });
  const list = `<g:CodeList xmlns:g="urn:g"><Identification><ShortName>Probe</ShortName><Version>1</Version><CanonicalUri>urn:l</CanonicalUri></Identification><ColumnSet><Column Id="a"/></ColumnSet><SimpleCodeList><Row><Value><SimpleValue>1</SimpleValue></Value></Row></SimpleCodeList></g:CodeList>`;
  const wrapped = message(two, 'codeliste.0105', `<x:codeliste><x:genericode>${list}</x:genericode></x:codeliste>`);
  assert.equal((await readCodeList(wrapped)).canonicalVersionUri, 'urn:l_1');
});
