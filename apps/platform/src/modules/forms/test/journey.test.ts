import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isReceiptNumber } from '../domain/receipt-number.ts';
import { fillDogTax } from './dog-tax.ts';
import { createWorld, erika, type World, xanten } from './world.ts';

let world: World;
before(async () => {
  world = await createWorld();
});
after(() => world.close());

test('a person starts, fills in, checks, sends and gets a receipt', async () => {
  const browser = world.browser('erika');
  await fillDogTax(browser);
  assert.match(browser.path, /\/pruefen$/u, browser.page.text);
  assert.match(browser.page.text, /Am Rheintor/u);
  assert.match(browser.page.text, /Beagle/u);
  assert.match(browser.page.text, /01\.03\.2024/u);
  assert.match(browser.page.text, /Ich versichere, dass alles stimmt\./u);

  await browser.send({ erklaerung: 'true' }, '');
  assert.equal(browser.page.status, 200, browser.page.text);
  assert.match(browser.path, /^\/konto\/antrag\//u);
  assert.match(browser.page.text, /Ihr Antrag ist gespeichert/u);
  const [application] = await world.forms.service.applications(erika);
  assert.ok(application);
  assert.ok(isReceiptNumber(application.receiptNumber), application.receiptNumber);
  assert.ok(application.receiptNumber.startsWith('XAN-'));
  assert.ok(browser.page.text.includes(application.receiptNumber));
  assert.deepEqual(await world.forms.service.drafts(erika), []);
  assert.deepEqual(world.threads, [application.applicationId]);

  await world.deliverAll();
  await world.deliverAll();
  assert.equal(world.submissions.length, 1, 'a repeated job hands over once');
  const [submission] = world.submissions;
  assert.ok(submission);
  assert.equal(submission.tenant, xanten.id);
  const data = JSON.parse(Buffer.from(submission.data.bytes).toString('utf8')) as Record<string, unknown>;
  assert.deepEqual(data['G99000010500'], [
    {
      F99000010501: 'Bello',
      F99000010502: '002',
      F99000010504: 'm',
      F99000010505: '2024-03-01',
      F99000010507: '2024-05-15',
    },
  ]);
  const pdf = await browser.get(`/konto/antrag/${application.applicationId}/zusammenfassung.pdf`);
  assert.equal(pdf.headers['content-type'], 'application/pdf');
  assert.ok(Buffer.from(pdf.bytes).subarray(0, 5).equals(Buffer.from('%PDF-')));
});
