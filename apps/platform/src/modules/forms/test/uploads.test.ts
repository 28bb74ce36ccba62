import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AppError } from '#kernel/errors';
import { type Blobs } from '#kernel/blobs';
import { type Answer, type Browser, createWorld, type World } from './world.ts';

const vehicle = 'G99000020500';
const proof = `${vehicle}/F99000020503`;
const pdf = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');

let world: World;
let diskIsFull = false;
before(async () => {
  world = await createWorld((kernel) => ({ blobs: fillable(kernel.blobs) }));
});
after(() => world.close());

/** The real storage on a disk that can become full. */
function fillable(blobs: Blobs): Blobs {
  return {
    ...blobs,
    async store(source, options) {
      if (diskIsFull) throw new AppError('unavailable', 'blobs/storage-full');
      return blobs.store(source, options);
    },
  };
}

async function onVehiclePage(browser: Browser): Promise<string> {
  await browser.start('bewohnerparken');
  const draft = browser.path.replace(/\/[^/]+$/u, '');
  await browser.get(`${draft}/fahrzeug`);
  return draft;
}

function upload(
  browser: Browser,
  file: { filename: string; content: Uint8Array; type?: string; field?: string },
  typed: Record<string, string> = {},
  button = `upload:${proof}`,
): Promise<Answer> {
  const form = browser.fields();
  for (const [name, value] of Object.entries(typed)) form.set(name, value);
  form.set('_action', button);
  const type = file.type ?? 'application/octet-stream';
  return browser.upload(browser.action(), form, [{ field: proof, ...file, type }]);
}

test('a file is stored sealed, listed with a safe name, can be looked at and removed', async () => {
  const browser = world.browser('erika');
  await onVehiclePage(browser);
  const page = browser.path;
  await upload(
    browser,
    { filename: '..\\..\\Schein\u202e fdp.pdf', content: pdf },
    { [`${vehicle}/F99000020501`]: 'WES-AB 12' },
  );
  assert.equal(browser.path, page);
  assert.match(browser.page.text, /Schein fdp\.pdf/u);
  assert.equal(browser.fields().get(`${vehicle}/F99000020501`), 'WES-AB 12', 'entries before the file are saved, too');
  const [row] = await world.test.database.admin('select upload_id, blob_id, bytes from forms.upload');
  assert.equal(row?.['bytes'], String(pdf.length));
  const href = /href="(\/konto\/entwurf\/[^"]+\/datei\/[^"]+)"/u.exec(browser.page.text)?.[1] ?? '';
  const file = await browser.get(href);
  assert.deepEqual(Buffer.from(file.bytes), pdf);
  assert.match(file.headers['content-disposition'] ?? '', /^attachment/u);
  assert.equal((await world.browser('max').get(href)).status, 404);
  await browser.get(page);
  await browser.send({}, `remove-file:${String(row?.['upload_id'])}`);
  assert.doesNotMatch(browser.page.text, /Schein/u);
  assert.deepEqual(await world.test.database.admin('select 1 from forms.upload'), []);
  assert.deepEqual(await world.test.database.admin('select 1 from kernel.blob'), [], 'its content went with it');
});

test('the type is told by the content: a program named .pdf is refused and the entries stay', async () => {
  const browser = world.browser('erika');
  await onVehiclePage(browser);
  const program = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200, 1)]);
  await upload(
    browser,
    { filename: 'harmlos.pdf', content: program, type: 'application/pdf' },
    { [`${vehicle}/F99000020501`]: 'WES-X 1' },
  );
  assert.equal(browser.page.status, 422);
  assert.match(browser.page.text, /Diese Art Datei ist nicht erlaubt\. Erlaubt: PDF, JPEG, PNG/u);
  assert.equal(browser.fields().get(`${vehicle}/F99000020501`), 'WES-X 1');
});

test('too large, empty and too many files are refused in words', async () => {
  const browser = world.browser('erika');
  await onVehiclePage(browser);
  await upload(browser, { filename: 'gross.pdf', content: Buffer.concat([pdf, Buffer.alloc(11_000_000)]) });
  assert.equal(browser.page.status, 422);
  assert.match(browser.page.text, /größer als erlaubt/u);
  await upload(browser, { filename: 'leer.pdf', content: new Uint8Array() });
  assert.match(browser.page.text, /Die Datei ist leer/u);
  for (const filename of ['vorn.pdf', 'hinten.pdf']) await upload(browser, { filename, content: pdf });
  assert.match(browser.page.text, /hinten\.pdf/u);
  assert.doesNotMatch(browser.page.text, /type="file"/u, 'the allowed number is reached');
  const form = browser.fields();
  form.set('_action', `upload:${proof}`);
  await browser.upload(browser.action(), form, [{ field: proof, filename: 'dritte.pdf', type: '', content: pdf }]);
  assert.match(browser.page.text, /höchstens 2 Dateien/u);
});

test('all drafts of a person together hold a limited amount', async () => {
  const browser = world.browser('max');
  await onVehiclePage(browser);
  await upload(browser, { filename: 'vorn.pdf', content: pdf });
  await world.test.database.admin('update forms.upload set bytes = 500 * 1024 * 1024');
  await upload(browser, { filename: 'hinten.pdf', content: pdf });
  assert.equal(browser.page.status, 422);
  assert.match(browser.page.text, /so viele Dateien wie erlaubt/u);
  assert.doesNotMatch(browser.page.text, /hinten\.pdf/u);
  await world.test.database.admin('update forms.upload set bytes = 100');
});

test('a full disk: the page says that the file is not stored and the entries are', async () => {
  const browser = world.browser('erika');
  await onVehiclePage(browser);
  diskIsFull = true;
  try {
    await upload(browser, { filename: 'schein.pdf', content: pdf }, { [`${vehicle}/F99000020501`]: 'WES-V 7' });
  } finally {
    diskIsFull = false;
  }
  assert.equal(browser.page.status, 422);
  assert.match(browser.page.text, /konnte gerade nicht gespeichert werden\. Ihre übrigen Angaben sind gespeichert/u);
  const page = browser.path.replace(/\/dateien$/u, '');
  await browser.get(page);
  assert.equal(browser.fields().get(`${vehicle}/F99000020501`), 'WES-V 7');
});

test('going on with a chosen file uploads it without the extra button', async () => {
  const browser = world.browser('erika');
  const draft = await onVehiclePage(browser);
  const typed = { [`${vehicle}/F99000020501`]: 'WES-AB 12', [`${vehicle}/F99000020502`]: 'true' };
  await upload(browser, { filename: 'schein.pdf', content: pdf }, typed, 'weiter');
  assert.equal(browser.path, `${draft}/pruefen`, browser.page.text);
  assert.match(browser.page.text, /schein\.pdf/u);
});
