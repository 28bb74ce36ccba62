import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { nodesByPath, readSchema, type SchemaModel } from '@verbund/xdatenfelder';
import { assessment, reuseFacts } from '../test/world.ts';
import { covers, newestOf } from './assessed.ts';
import { csvFile } from './csv.ts';
import { deviationProblems, readDeviations } from './deviation-form.ts';
import { dataCategories, fieldPurposes } from './field-purposes.ts';
import { withSection } from './legal-section.ts';
import { paperFile, paperText } from './paper.ts';
import { informationText, type PaperInput, recordOfProcessing, roleSheet } from './papers.ts';
import { roleModel } from './roles.ts';

const seeds = new URL('../../../../seeds/schemas/', import.meta.url);

async function schemaOf(name: string): Promise<SchemaModel> {
  return (await readSchema(await readFile(new URL(`${name}.xml`, seeds)))).schema;
}

async function inputOf(change: Partial<PaperInput> = {}): Promise<PaperInput> {
  const manifest = JSON.parse(await readFile(new URL('hundesteuer-anmeldung.service.json', seeds), 'utf8')) as never;
  return {
    lang: 'de',
    today: '2026-11-23',
    town: {
      officialName: 'Stadt Xanten',
      contact: {
        street: 'Karthaus 2',
        postcode: '46509',
        city: 'Xanten',
        email: 'post@xanten.example',
        phone: '',
        openingHours: '',
      },
    },
    version: {
      digest: 'sha256:x',
      packageId: 'rechenzentrum/hundesteuer-anmelden',
      version: '1.0.0',
      manifest: Object.assign({}, manifest, { reuse: reuseFacts({ version: '1.0.0' }) }),
      assessment,
    },
    schema: await schemaOf('hundesteuer-anmeldung'),
    state: { state: 'none', adoptedVersion: null, by: null, date: null, deviations: [], decision: null },
    retention: [{ description: { de: 'Entwürfe nach 30 Tagen.', en: 'Drafts after 30 days.' } }],
    ...change,
  };
}

describe('what a form asks for and why', () => {
  it('takes the basis of the field, of the nearest group, of the schema, in this order', async () => {
    const schema = await schemaOf('hundesteuer-anmeldung');
    const basis = (text: string) => [{ text, link: null }];
    const [first] = fieldPurposes(schema).filter(({ path }) => path.includes('/'));
    assert.ok(first);
    const outer = first.path.split('/')[0] ?? '';
    const ofFirst = (change: { field?: boolean; group?: boolean; schema?: boolean }) => {
      const copy = structuredClone(schema);
      copy.legalBasis = change.schema === true ? basis('Schema') : [];
      for (const [path, node] of nodesByPath(copy)) {
        node.legalBasis = [];
        if (path === first.path && change.field === true) node.legalBasis = basis('Feld');
        if (path === outer && change.group === true) node.legalBasis = basis('Gruppe');
      }
      const found = fieldPurposes(copy).find(({ path }) => path === first.path);
      return [found?.from, found?.basis[0]?.text];
    };
    assert.deepEqual(ofFirst({ field: true, group: true, schema: true }), ['field', 'Feld']);
    assert.deepEqual(ofFirst({ group: true, schema: true }), ['group', 'Gruppe']);
    assert.deepEqual(ofFirst({ schema: true }), ['schema', 'Schema']);
    assert.deepEqual(ofFirst({}), [null, undefined]);
    assert.ok(dataCategories(schema).length > 0);
  });

  it('names fields without any basis, and leaves out pages of text', async () => {
    const schema = await schemaOf('bewohnerparkausweis');
    const bare = { ...schema, legalBasis: [] };
    const missing = fieldPurposes(bare).filter(({ from }) => from === null);
    assert.ok(missing.length > 0);
    const nodes = [...nodesByPath(schema).values()];
    const asked = nodes.filter((node) => node.kind === 'field' && node.fieldKind !== 'label').length;
    assert.equal(fieldPurposes(schema).length, asked);
  });
});

describe('roles under section 8a OZG', () => {
  it('puts the operating authority first where a Land implements for others', async () => {
    const { version } = await inputOf();
    const { crossLand, roles } = roleModel(version, 'Stadt Xanten');
    assert.equal(crossLand, true);
    assert.deepEqual(
      roles.map(({ role, bodies }) => [role, bodies]),
      [
        ['service-controller', ['Ministerium für Beispiele']],
        ['service-processor', ['Rechenzentrum']],
        ['procedure-controller', ['Stadt Xanten']],
        ['procedure-processor', []],
      ],
    );
  });

  it('leaves the whole to the authority where no Land is named', async () => {
    const { version } = await inputOf();
    const facts = reuseFacts({ version: '1.0.0' });
    const reuse = { ...facts, factSheet: { ...facts.factSheet, implementingLand: null } };
    const model = roleModel({ ...version, manifest: { ...version.manifest, reuse } }, 'Stadt Xanten');
    assert.equal(model.crossLand, false);
    assert.deepEqual(model.roles[0], { role: 'procedure-controller', bodies: ['Stadt Xanten'] });
    assert.deepEqual(model.roles[1], { role: 'procedure-processor', bodies: ['Rechenzentrum'] });
  });
});

describe('generated papers', () => {
  it('hold every point of Art. 30(1) and Art. 13, the real periods and the deviations', async () => {
    const deviations = [
      { point: 'Empfänger', difference: 'Auch das Ordnungsamt.', reason: 'Satzung.', measure: 'Schulung.' },
    ];
    const date = new Date('2026-11-20T10:00:00Z');
    const state = {
      state: 'adopted',
      adoptedVersion: '1.0.0',
      by: 'Dora',
      date,
      deviations,
      decision: { number: 'DS 7' },
    } as const;
    const text = paperFile(recordOfProcessing(await inputOf({ state })));
    for (const part of [
      'Stadt Xanten',
      'Menschen, die einen Hund halten',
      'Das Steueramt',
      'Entwürfe nach 30 Tagen.',
      'Drittländer',
      'Art. 32',
      'Auch das Ordnungsamt.',
      'von Dora am 2026-11-20, Aktenzeichen DS 7',
    ])
      // prettier-ignore
      assert.ok(text.includes(part), part);
    const information = paperText(informationText(await inputOf()));
    for (const article of ['Art. 15', 'Art. 16', 'Art. 17', 'Art. 21', 'Art. 77', 'Art. 22'])
      assert.ok(information.includes(article), article);
    assert.ok(paperText(roleSheet(await inputOf())).includes('§ 8a Abs. 4 Satz 1 OZG'));
  });

  it('say what is missing instead of leaving it out', async () => {
    const { version } = await inputOf();
    const text = paperText(recordOfProcessing(await inputOf({ version: { ...version, assessment: null } })));
    assert.ok(text.includes('keine zentrale Folgenabschätzung'));
    assert.ok(text.includes('Bitte ergänzen'));
  });

  it('are in English, too', async () => {
    const text = paperFile(recordOfProcessing(await inputOf({ lang: 'en' })));
    assert.ok(text.includes('Record of processing activities'));
    assert.ok(text.includes('Das Steueramt der Kommune (en)'));
  });

  it('let no text of a provider begin a heading of ours', () => {
    const text = paperText({ parts: [{ heading: 'A', paragraphs: ['# B\n\nC'], items: ['x\n# D'] }] });
    assert.deepEqual(text.split('\n'), ['# A', '', 'B', '', 'C', '', '- x # D']);
  });
});

describe('the section on a privacy page', () => {
  it('is added once and replaced where it stands', () => {
    const page = '# Wir\n\nText.\n\n# Rechte\n\nMehr.\n';
    const once = withSection(page, 'Hund', '## Wer\n\nalt');
    assert.equal(once, '# Wir\n\nText.\n\n# Rechte\n\nMehr.\n\n# Hund\n\n## Wer\n\nalt\n');
    const last = withSection(`${once}\n# Ende\n\nSchluss.`, 'Hund', '## Wer\n\nneu');
    assert.equal(last, '# Wir\n\nText.\n\n# Rechte\n\nMehr.\n\n# Hund\n\n## Wer\n\nneu\n\n# Ende\n\nSchluss.\n');
    assert.equal(withSection('', 'Hund', 'x'), '# Hund\n\nx\n');
  });
});

describe('versions', () => {
  it('newest is the highest number, not the last one published, and no preview', () => {
    const of = (...versions: string[]) => newestOf(versions.map((version) => ({ version })))?.version;
    assert.equal(of('1.9.0', '1.10.0', '1.2.11'), '1.10.0');
    assert.equal(of('1.0.0', '2.0.0-beta.1'), '1.0.0');
    assert.equal(of('2.0.0-beta.1'), undefined);
  });

  it('an adoption covers the same major version with the same assessment', () => {
    const adopted = { major: 1, assessmentDigest: 'a' };
    assert.equal(covers(adopted, { major: 1, assessmentDigest: 'a' }), true);
    assert.equal(covers(adopted, { major: 2, assessmentDigest: 'a' }), false);
    assert.equal(covers(adopted, { major: 1, assessmentDigest: 'b' }), false);
  });
});

describe('posted deviations', () => {
  it('keep empty rows where they are and name what is missing', () => {
    const form = new URLSearchParams({ abweichungen: '2', 'point-1': 'Löschung', 'difference-1': 'Früher' });
    const rows = readDeviations(form);
    assert.equal(rows.length, 2);
    assert.deepEqual(deviationProblems(rows), [
      { index: 1, part: 'reason', code: 'empty' },
      { index: 1, part: 'measure', code: 'empty' },
    ]);
  });

  it('do not count on what the form says of itself', () => {
    assert.equal(readDeviations(new URLSearchParams({ abweichungen: '99' })).length, 51);
    assert.equal(readDeviations(new URLSearchParams({ abweichungen: '-1' })).length, 0);
  });
});

it('a CSV cell is never a formula', () => {
  assert.equal(csvFile([['=1+1', 'a;b', '"x"']]), '\uFEFF\'=1+1;"a;b";"""x"""\r\n');
});
