import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { createKeyPair, decrypt, encrypt, localUnwrapper, parseJwk, type PrivateJwk } from '@verbund/fit-connect';
import { type Page } from 'playwright-core';
import { testKeys } from '../tools/test-keys.ts';
import { assertAccessible, assertNoSidewaysScroll, heading } from './support/checks.ts';
import { answer, press, type Step } from './support/form.ts';
import { answerByKeyboard, focused, followByKeyboard, pressByKeyboard, tabTo } from './support/keyboard.ts';
import { screen } from './support/screens.ts';
import { carlaOfXanten, signInStaff } from './support/sign-in.ts';
import { narrow, skip, useStage } from './support/stage.ts';

const office = '/amt/verwaltung/zustellung';

const destination = (name: string): Step[] => [
  { text: 'Name', value: name },
  { text: 'Amtlicher Name der Stelle', value: 'Stadt Xanten, Bürgerbüro' },
  { text: 'E-Mail für Betriebshinweise', value: 'betrieb@xanten.example' },
  { text: 'Kennung der Leistung', value: 'urn:de:fim:leika:leistung:99000000000777' },
  { text: 'Adressen der Datenschemata', value: 'https://schema.xanten.example/probe-1.0.0.json' },
];

const lastPart = (page: Page): string => new URL(page.url()).pathname.split('/').at(-1) ?? '';

describe('a member of staff sets up what a program needs', { skip }, () => {
  const stage = useStage();

  test('by keyboard, with keys made in the browser; the private ones are never sent', async () => {
    const page = await stage.page();
    const sent: string[] = [];
    page.on('request', (request) => sent.push(request.postDataBuffer()?.toString('latin1') ?? ''));
    await signInStaff(page, carlaOfXanten, office);

    await followByKeyboard(page, 'Client anlegen');
    await pressByKeyboard(page, 'Client anlegen');
    await assertErrorState(page);
    await answerByKeyboard(page, [{ text: 'Name', value: 'Fachverfahren Probe' }]);
    await pressByKeyboard(page, 'Client anlegen');
    assert.equal(await heading(page), 'Das Geheimnis, nur dieses Mal');
    await assertAccessible(page);

    await page.goto(office);
    await followByKeyboard(page, 'Zustellpunkt anlegen');
    await pressByKeyboard(page, 'Anlegen');
    await assertErrorState(page);
    await answerByKeyboard(page, [
      { select: 'Client, dem er gehört', option: 'Fachverfahren Probe' },
      ...destination('Bürgerbüro'),
    ]);
    await tabTo(page, 'make keys', (at) => at.tag === 'BUTTON' && at.name === 'Schlüssel erzeugen');
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('Beide Schlüssel sind fertig').waitFor({ timeout: 60_000 });
    await assertAccessible(page, 'keys made');

    // Before they are saved, the page keeps them.
    await tabTo(page, 'create', (at) => at.tag === 'BUTTON' && at.name === 'Anlegen');
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('Bitte sichern Sie zuerst').waitFor();
    assert.match((await focused(page)).name, /zum Entschlüsseln sichern/);
    const encryption = await saved(page);
    await page.keyboard.press('Tab');
    const signature = await saved(page);
    assert.deepEqual([encryption.name, signature.name], ['encryption-private.jwk.json', 'signature-private.jwk.json']);
    await pressByKeyboard(page, 'Anlegen');
    assert.equal(await heading(page), 'Bürgerbüro');
    const id = lastPart(page);
    await pressByKeyboard(page, 'Aktivieren');
    await page.getByText('Gespeichert.').waitFor();

    const api = `${stage.demo.url}/submission-api/v2/destinations/${id}`;
    const published = async (path: string): Promise<unknown> => (await fetch(api + path)).json();
    const { status, encryptionKid } = (await published('')) as { status: string; encryptionKid: string };
    assert.equal(status, 'active');
    const key = parseJwk(await published(`/keys/${encryptionKid}`), 'enc');
    assert.ok(key);
    const jwe = await encrypt(Buffer.from('Grüße aus Xanten'), key, { cty: 'application/json' });
    const { plaintext } = await decrypt(jwe, localUnwrapper([encryption.jwk]));
    assert.equal(Buffer.from(plaintext).toString(), 'Grüße aus Xanten');
    assert.equal(((await published(`/keys/${signature.jwk.kid}`)) as { n: string }).n, signature.jwk.n);

    assert.ok(
      sent.some((body) => body.includes(encryption.jwk.n)),
      'the public half was sent',
    );
    for (const { d, p, q } of [encryption.jwk, signature.jwk])
      for (const secret of [d, p, q]) assert.ok(sent.every((body) => !body.includes(secret.slice(0, 40))));

    await page.goto(`${office}/zustellpunkt/${id}`);
    await screen(page, 'zustellpunkt');
    await page.goto(office);
    await screen(page, 'zustellung');
  });

  test('without JavaScript and at 320 px, with keys of the connector', async () => {
    const page = await stage.page({ javaScriptEnabled: false, viewport: narrow });
    const [first, second] = await testKeys(2);
    assert.ok(first && second);
    const enc = await createKeyPair({ use: 'enc', subject: 'Stadt Xanten', keyPair: first });
    const sig = await createKeyPair({ use: 'sig', subject: 'Stadt Xanten', keyPair: second });
    await signInStaff(page, carlaOfXanten, `${office}/client`);
    await answer(page, [{ text: 'Name', value: 'Ohne Skript' }, { press: 'Client anlegen' }]);
    assert.equal(await heading(page), 'Das Geheimnis, nur dieses Mal');
    await assertNoSidewaysScroll(page);

    await page.goto(`${office}/zustellpunkt`);
    assert.equal(await page.getByRole('button', { name: 'Schlüssel erzeugen' }).isVisible(), false);
    await answer(page, [
      { select: 'Client, dem er gehört', option: 'Ohne Skript' },
      ...destination('Standesamt'),
      { text: 'Öffentlicher Schlüssel zum Verschlüsseln', value: JSON.stringify(enc.privateJwk) },
      { text: 'Öffentlicher Schlüssel zum Prüfen Ihrer Unterschrift', value: JSON.stringify(sig.publicJwk) },
      { press: 'Anlegen' },
    ]);
    assert.match(await page.getByRole('main').innerText(), /Das ist ein privater Schlüssel/);
    assert.equal((await page.content()).includes(enc.privateJwk.d), false);
    await assertNoSidewaysScroll(page);
    await answer(page, [
      { text: 'Öffentlicher Schlüssel zum Verschlüsseln', value: JSON.stringify(enc.publicJwk) },
      { press: 'Anlegen' },
    ]);
    assert.equal(await heading(page), 'Standesamt');
    await press(page, 'Aktivieren');
    await assertNoSidewaysScroll(page);
    await page.goto(`${office}/zustellpunkt/${lastPart(page)}/schluessel`);
    assert.equal(await page.getByRole('button', { name: 'Schlüssel erzeugen' }).isVisible(), false);
    await assertNoSidewaysScroll(page);
  });
});

/** The summary of errors has the focus, and nothing on the page keeps anybody out. */
async function assertErrorState(page: Page): Promise<void> {
  assert.equal(await page.evaluate('document.activeElement.id'), 'fehleruebersicht');
  await assertAccessible(page, 'error state');
}

/** The file behind the link that has the focus. */
async function saved(page: Page): Promise<{ name: string; jwk: PrivateJwk }> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  return {
    name: download.suggestedFilename(),
    jwk: JSON.parse(readFileSync(await download.path(), 'utf8')) as PrivateJwk,
  };
}
