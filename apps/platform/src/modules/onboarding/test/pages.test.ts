import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import { type PlainBrowser, wordsOf } from '../../../../test/support/plain-browser.ts';
import { testPlatform, type TestPlatform } from '../../../../test/support/test-platform.ts';

async function signInStaff(browser: PlainBrowser, id: string): Promise<void> {
  const { signIn } = await import('../../../../test/support/dog-journey.ts');
  await signIn(browser, id, '/amt/anmelden');
}

function chunk(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  crc.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, crc]);
}

/** A shield of one pixel, with a script in a comment and behind the end. */
function pngWithScript(): Buffer {
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('tEXt', Buffer.from('Comment\0<script>alert(1)</script>')),
    chunk('IDAT', deflateSync(Buffer.from([0, 200, 30, 30]))),
    chunk('IEND', Buffer.alloc(0)),
    Buffer.from('<script>alert(2)</script>'),
  ]);
}

describe('pages of a town and of its co-ordinator', { timeout: 120_000 }, () => {
  let test: TestPlatform;
  let carla: PlainBrowser;
  let kim: PlainBrowser;

  before(async () => {
    test = await testPlatform();
    carla = test.browser();
    kim = test.browser();
    await signInStaff(carla, 'carla-xanten');
    await signInStaff(kim, 'kim-koordination');
  });
  after(() => test.close());

  const upload = async (content: Buffer, filename: string) => {
    await carla.get('/amt/einrichten/aussehen');
    const file = { field: 'wappen', filename, type: 'image/png', content };
    return carla.submit(carla.form(/\/wappen$/), {}, '_action=upload:wappen', [file]);
  };

  it('refuses weak colours with the ratio and takes the proposal', async () => {
    await carla.get('/amt/einrichten/aussehen');
    const refused = await carla.submit(
      carla.form(/\/aussehen$/),
      { hauptfarbe: '#ffcc00', zweitfarbe: '#cc0000' },
      '_action=speichern',
    );
    assert.equal(refused.status, 422);
    const words = wordsOf(refused.text);
    assert.match(words, /#ffcc00 hat .* nur den Kontrast 1,\d+ : 1. Nötig sind 4,5 : 1/);
    assert.doesNotMatch(words, /#cc0000 hat/);
    assert.match(refused.text, /value="#ffcc00"/);
    await carla.submit(carla.form(/\/aussehen$/), {}, '_action=vorschlag');
    const town = await test.browser().get('/xanten');
    const sheet = /<link rel="stylesheet" href="(\/farben\/[0-9a-f]{6}-cc0000\.css)">/.exec(town.text)?.[1];
    assert.ok(sheet, 'the page of the town has its colours');
    assert.doesNotMatch(town.text, /style=/);
    const css = await test.browser().get(sheet);
    assert.equal(css.status, 200);
    assert.match(css.headers.get('content-type') ?? '', /^text\/css/);
    assert.match(css.headers.get('cache-control') ?? '', /immutable/);
    const form = await test.browser().get('/xanten/hundesteuer-anmeldung');
    assert.ok(form.text.includes(sheet), 'the page of the service has them too');
    assert.doesNotMatch((await test.browser().get('/rheinberg')).text, /\/farben\//);
  });

  it('serves colours that pass, and no other text, as a style sheet', async () => {
    for (const path of [
      '/farben/ffcc00-cc0000.css',
      '/farben/1a3da5.css',
      '/farben/1a3da5-1a3da5.css.html',
      '/farben/1a3da5-1a3da5%7D.css',
      '/farben/..%2F..%2Fetc%2Fpasswd',
    ]) {
      assert.equal((await test.browser().get(path)).status, 404, path);
    }
    assert.equal((await test.browser().get('/farben/1a3da5-1a3da5.css')).status, 200);
  });

  it('takes a coat of arms without what is hidden in it, and serves it harmlessly', async () => {
    const done = await upload(pngWithScript(), 'wappen.png');
    assert.equal(done.status, 200, wordsOf(done.text));
    const town = await test.browser().get('/xanten');
    const source = /src="(\/wappen\/xanten\/[0-9a-f]{64}\.png)"/.exec(town.text)?.[1];
    assert.ok(source);
    const picture = await test.browser().get(source);
    assert.equal(picture.headers.get('content-type'), 'image/png');
    assert.equal(picture.headers.get('x-content-type-options'), 'nosniff');
    assert.match(picture.headers.get('content-security-policy') ?? '', /default-src 'none'; sandbox/);
    assert.doesNotMatch(Buffer.from(picture.bytes).toString('latin1'), /script/);
    // The address names town and content: another town's or another content's there is none.
    assert.equal((await test.browser().get(source.replace('xanten', 'rheinberg'))).status, 404);
    assert.equal((await test.browser().get(source.replace(/[0-9a-f]{64}/, 'a'.repeat(64)))).status, 404);
  });

  it('refuses files that could do something, and keeps the coat of arms that is there', async () => {
    const cases: readonly (readonly [string, string, RegExp])[] = [
      ['<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', 'a.svg', /SVG/],
      ['<svg onload="alert(1)">', 'a.png', /SVG/],
      ['<!doctype html><script>alert(1)</script>', 'a.png', /Programme/],
      ['GIF89a', 'a.png', /keine PNG-/],
      ['', '', /wählen Sie eine Datei/],
      ['\u0089PNG\r\n\u001a\n', 'a.png', /beschädigt/],
    ];
    for (const [content, name, message] of cases) {
      const answer = await upload(Buffer.from(content, 'latin1'), name);
      assert.equal(answer.status, 422, name);
      assert.match(wordsOf(answer.text), message);
    }
    const large = await upload(Buffer.concat([pngWithScript(), Buffer.alloc(310_000)]), 'a.png');
    assert.match(wordsOf(large.text), /größer als 300 Kilobyte/);
    assert.match((await test.browser().get('/xanten')).text, /\/wappen\/xanten\//);
  });

  it('previews a list of staff with the errors of its lines and invites after the confirmation only', async () => {
    const list =
      'Name;E-Mail;Rolle\nJörg;joerg@xanten.example;Sachbearbeitung\nX;keine;Verwaltung\nAnna;ANNA@xanten.example;Verwaltung';
    const invited = () =>
      test.database.admin(
        `select email, roles from identity.staff where email like '%@xanten.example' and subject is null`,
      );
    const send = async () => {
      await carla.get('/amt/einrichten/beschaeftigte');
      return carla.submit(carla.form(/\/beschaeftigte$/), { liste: list }, '_action=pruefen');
    };
    const preview = wordsOf((await send()).text);
    assert.match(preview, /Eine Einladung geht hinaus. 1 sind schon dabei. Eine Zeile hat einen Fehler./);
    assert.match(preview, /Das ist keine E-Mail-Adresse/);
    assert.deepEqual(await invited(), []);
    const confirmed = await carla.submit(carla.form(/\/beschaeftigte$/), {}, '_action=senden');
    assert.match(wordsOf(confirmed.text), /Eine Einladung ist unterwegs/);
    assert.deepEqual(
      (await invited()).map((row) => [row['email'], row['roles']]),
      [['joerg@xanten.example', ['case-worker']]],
    );
    assert.match(wordsOf((await send()).text), /wird noch einmal eingeladen/);
    const [anna] = await test.database.admin(`select roles from identity.staff where email = 'anna@xanten.example'`);
    assert.deepEqual(anna?.['roles'], ['case-worker'], 'a list gives nobody more than she has');
  });

  it('checks many towns line by line, and creates what is right', async () => {
    await kim.get('/amt/koordination/viele');
    const liste =
      '051540024024;a@kalkar.example\n051700052052;b@xanten.example\n99;c@x.example\n051540024024;d@kalkar.example';
    const preview = await kim.submit(kim.form(/\/viele$/), { liste }, '_action=pruefen');
    const words = wordsOf(preview.text);
    for (const message of [
      /Kalkar .* wird angelegt/,
      /nimmt schon teil/,
      /kein Regionalschlüssel/,
      /schon in Zeile 1/,
    ]) {
      assert.match(words, message);
    }
    const batch = await kim.submit(kim.form(/\/viele$/), { zugang: 'true' }, '_action=anlegen');
    const { eventually } = await import('../../../../test/support/test-platform.ts');
    await eventually('the town is made', async () => wordsOf((await kim.get(batch.url)).text).includes('1 erledigt'));
    assert.match(wordsOf((await kim.get('/amt/koordination')).text), /Kalkar/);
  });

  it('switches to an own authority, and to no other', async () => {
    const page = await kim.get('/amt/mandant');
    assert.match(wordsOf(page.text), /Kalkar .*als Gast.* Hierher wechseln/);
    const [foreign] = await test.database.admin(`select tenant_id from identity.tenant where slug = 'xanten'`);
    const before = kim.cookie('amt-sitzung');
    const refused = await kim.submit(kim.form(/\/mandant$/), { behoerde: String(foreign?.['tenant_id']) });
    assert.equal(refused.status, 404);
    assert.equal(kim.cookie('amt-sitzung'), before);
    await kim.get('/amt/mandant');
    const arrived = await kim.submit(kim.form(/\/mandant$/), {});
    assert.match(arrived.url, /\/amt\/nachnutzung$/);
    const after = kim.cookie('amt-sitzung');
    assert.ok(after !== null && after !== before);
    assert.match(wordsOf((await kim.get('/amt/mandant')).text), /Sie arbeiten gerade für Kalkar/);
    // A guest adopts services and reads no case, and a town creates no towns.
    for (const path of ['/amt', '/amt/einrichten', '/amt/koordination', '/amt/verwaltung']) {
      assert.equal((await kim.get(path)).status, 403, path);
    }
    const old = test.browser();
    old.setCookie('amt-sitzung', before ?? '');
    await new Promise((resolve) => setTimeout(resolve, 5_200));
    assert.match((await old.get('/amt/mandant')).url, /\/amt\/anmelden/, 'the old session is over');
    const audit = await test.database.admin(
      `select count(*)::int as n from kernel.audit_entry where action like 'identity.workplace-%'`,
    );
    assert.equal(audit[0]?.['n'], 2);
  });

  it('lets nobody create towns who is not entitled', async () => {
    for (const path of [
      '/amt/koordination',
      '/amt/koordination/neu',
      '/amt/koordination/viele',
      '/amt/koordination/dienst',
    ]) {
      assert.equal((await carla.get(path)).status, 403, path);
    }
  });
});
