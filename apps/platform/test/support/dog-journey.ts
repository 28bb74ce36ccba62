import assert from 'node:assert/strict';
import { type FormFile, type PlainBrowser, wordsOf } from './plain-browser.ts';

/** What a person types into the form for the dog tax, by the id of the field. */
export type DogAnswers = Readonly<Record<string, string>>;

/** Answers with a mark by which they are found again. The dog has no breed name and asks for no exemption. */
export function dogAnswers(mark: string, options: { proof?: boolean } = {}): DogAnswers {
  return {
    F99000010102: 'Erika',
    F99000010103: 'Mustermann',
    'F99000010104-tag': '12',
    'F99000010104-monat': '8',
    'F99000010104-jahr': '1964',
    F99000010211: `Straße ${mark}`,
    F99000010212: '1',
    F99000010213: '',
    F99000010214: '46509',
    F99000010215: 'Xanten',
    F99000010321: 'erika@example.org',
    F99000010322: '',
    F99000010401: 'false',
    F99000010501: `Bello ${mark}`,
    // Chosen from the list: the first breed that is not "other".
    F99000010502: '',
    F99000010504: '',
    'F99000010505-tag': '1',
    'F99000010505-monat': '3',
    'F99000010505-jahr': '2024',
    F99000010506: '276098102345678',
    'F99000010507-tag': '5',
    'F99000010507-monat': '5',
    'F99000010507-jahr': '2025',
    F99000010601: options.proof === true ? 'true' : 'false',
    F99000010602: '',
  };
}

/** Values for the fields of the form on the page: those that were asked for, else the first choice of a list. */
export function typedFor(browser: PlainBrowser, action: RegExp, answers: DogAnswers): Record<string, string> {
  const typed: Record<string, string> = {};
  for (const field of browser.form(action).fields) {
    const id = /(F\d+)(?:\[\d+\])?(-tag|-monat|-jahr)?$/.exec(field.name);
    if (id === null) continue;
    const answer = answers[`${id[1] ?? ''}${id[2] ?? ''}`];
    const first = field.options.find((value) => value !== '' && value !== '999');
    if (answer !== undefined && answer !== '') typed[field.name] = answer;
    else if (first !== undefined) typed[field.name] = first;
  }
  return typed;
}

/** Action of the form of a page. */
export const pageForm = /\/konto\/entwurf\/[^/]+\/(?!absenden|loeschen)[^/]+(\/dateien)?$/;

export const startAction = /\/antrag$/;

/** From the page of the service to the first page of the form; signs in on the way when needed. */
export async function startDraft(browser: PlainBrowser, service: string, person = 'erika'): Promise<string> {
  await browser.get(service);
  // Who is not signed in yet sees a link to the sign-in instead of the form.
  if (!browser.page.text.includes('/antrag"')) {
    await signIn(browser, person);
    await browser.get(service);
  }
  await browser.submit(browser.form(startAction), {});
  const draft = /\/konto\/entwurf\/([^/]+)\//.exec(browser.page.url)?.[1];
  assert.ok(draft, `no draft after the start but ${browser.page.url}: ${wordsOf(browser.page.text).slice(0, 400)}`);
  return draft;
}

/** Through the pages of the identity provider's simulator. */
export async function signIn(browser: PlainBrowser, person = 'erika', path = '/anmelden'): Promise<void> {
  await browser.get(`${path}?start=1`);
  // The simulator may still know this browser and send it back at once.
  if (/\/sign-in\//.test(browser.page.url)) {
    await browser.submit(browser.form(/\/sign-in\//), { do: 'person' }, `person=${person}`);
  }
  assert.equal(
    new URL(browser.page.url).origin,
    browser.base,
    `still at ${browser.page.url}: ${wordsOf(browser.page.text).slice(0, 300)}`,
  );
}

/** Fills the page that is open and presses "weiter"; true when the page after it is open. */
export async function fillPage(
  browser: PlainBrowser,
  answers: DogAnswers,
  proof: Uint8Array | null = null,
): Promise<boolean> {
  const before = pagePath(browser.page.url);
  // Entries may bring up further fields; the same page comes back with them.
  for (let round = 0; round < 4; round += 1) {
    const form = browser.form(pageForm);
    const files: FormFile[] = form.fields
      .filter((field) => proof !== null && field.type === 'file')
      .map((field) => ({
        field: field.name,
        filename: 'nachweis.pdf',
        type: 'application/pdf',
        content: proof ?? new Uint8Array(),
      }));
    const answer = await browser.submit(form, typedFor(browser, pageForm, answers), '_action=weiter', files);
    if (answer.status < 400 && pagePath(answer.url) !== before) return true;
    if (answer.status >= 500)
      throw new Error(`${String(answer.status)} from ${before}: ${wordsOf(answer.text).slice(0, 300)}`);
  }
  return false;
}

export async function fillAllPages(
  browser: PlainBrowser,
  answers: DogAnswers,
  proof: Uint8Array | null = null,
): Promise<void> {
  for (let page = 0; page < 12; page += 1) {
    if (browser.page.url.endsWith('/pruefen')) return;
    const moved = await fillPage(browser, answers, proof);
    assert.ok(moved, `stuck at ${browser.page.url}: ${wordsOf(browser.page.text).slice(0, 1500)}`);
  }
  assert.fail(`did not come to the check page, is at ${browser.page.url}`);
}

/** Declares and sends; the receipt page must be open after it. */
export async function send(browser: PlainBrowser): Promise<Receipt> {
  await browser.submit(browser.form(/\/absenden$/), { erklaerung: 'true' });
  return readReceipt(browser);
}

export interface Receipt {
  application: string;
  receiptNumber: string;
}

export function readReceipt(browser: PlainBrowser): Receipt {
  const application = /\/konto\/antrag\/([0-9a-f-]{36})/.exec(browser.page.url)?.[1];
  const receiptNumber = receiptPattern.exec(wordsOf(browser.page.text))?.[0];
  assert.ok(
    application !== undefined && receiptNumber !== undefined && browser.page.status === 200,
    `no receipt at ${browser.page.url} (${String(browser.page.status)}): ${wordsOf(browser.page.text).slice(0, 600)}`,
  );
  return { application, receiptNumber };
}

const receiptPattern = /\b[A-Z]{3}-[0-9A-Z]{4}-[0-9A-Z]{4}\b/;

function pagePath(url: string): string {
  return new URL(url).pathname.replace(/\/dateien$/, '');
}

/** A small PDF that is one, with the mark in its text. */
export function samplePdf(mark: string): Uint8Array {
  const stream = `BT /F1 12 Tf 72 720 Td (${mark}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${String(stream.length)} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${String(index + 1)} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const start = text.length;
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  text += `xref\n0 6\n0000000000 65535 f \n${table}trailer << /Size 6 /Root 1 0 R >>\nstartxref\n${String(start)}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}
