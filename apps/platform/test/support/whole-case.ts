import assert from 'node:assert/strict';
import {
  dogAnswers,
  fillAllPages,
  fillPage,
  type Receipt,
  samplePdf,
  send,
  signIn,
  startDraft,
} from './dog-journey.ts';
import { type FormFile, type PageForm, type PlainBrowser, wordsOf } from './plain-browser.ts';
import { eventually, type TestPlatform } from './test-platform.ts';

export interface WholeCase {
  receipt: Receipt;
  /** Signed in: the person, a case worker of the town. */
  person: PlainBrowser;
  worker: PlainBrowser;
  caseId: string;
  threadId: string;
  /** A further draft with a file, not sent. */
  openDraft: string;
}

/**
 * One application through its whole life: answers and a file, acceptance, a reply with a file, the person's answer with
 * a file, seen by the town. Every text that people enter carries the mark.
 */
export async function playWholeCase(test: TestPlatform, mark: string): Promise<WholeCase> {
  const person = test.browser();
  const worker = test.browser();
  await startDraft(person, '/xanten/hundesteuer-anmelden');
  await fillAllPages(person, dogAnswers(mark, { proof: true }), samplePdf(`${mark} proof`));
  assert.ok(wordsOf(person.page.text).includes(mark), 'the check page does not show the answers');
  const receipt = await send(person);
  await accepted(test, receipt);

  const caseId = await caseOf(test, receipt.receiptNumber);
  await worker.get(`${test.url}/amt/anmelden`);
  await signIn(worker, 'anna-xanten', '/amt/anmelden');
  await worker.get(`${test.url}/amt/vorgang/${caseId}`);
  assert.ok(
    wordsOf(worker.page.text).includes(mark),
    `the case does not show the answers: ${wordsOf(worker.page.text).slice(0, 300)}`,
  );
  await answerForm(worker, /\/antworten$/, mark, 'reply');

  const threadId = await threadOf(test, receipt.application);
  await eventually('the reply is in the mailbox', async () =>
    wordsOf((await person.get(`${test.url}/postfach/${threadId}`)).text).includes(`${mark} reply text`),
  );
  await answerForm(person, new RegExp(`/postfach/${threadId}`), mark, 'follow-up');
  await eventually('the answer is in the case', async () =>
    wordsOf((await worker.get(`${test.url}/amt/vorgang/${caseId}`)).text).includes(`${mark} follow-up text`),
  );

  const openDraft = await startDraft(person, `${test.url}/xanten/hundesteuer-anmelden`);
  for (let page = 0; page < 3; page += 1) await fillPage(person, dogAnswers(mark, { proof: true }));
  // The page that asks for the proof stores the file and stays, because the rest of it is not answered yet.
  await fillPage(person, dogAnswers(mark, { proof: true }), samplePdf(`${mark} second`));
  return { receipt, person, worker, caseId, threadId, openDraft };
}

async function accepted(test: TestPlatform, { application }: Receipt): Promise<void> {
  await eventually('the application is accepted', async () => {
    const [row] = await test.database.admin('select state from forms.application where application_id = $1', [
      application,
    ]);
    assert.notEqual(row?.['state'], 'rejected', 'the town refused the application');
    return row?.['state'] === 'accepted';
  });
}

async function caseOf(test: TestPlatform, receiptNumber: string): Promise<string> {
  const rows = await test.database.admin('select case_id from casework.case where receipt_number = $1', [
    receiptNumber,
  ]);
  assert.equal(rows.length, 1, 'not exactly one case');
  return String(rows[0]?.['case_id']);
}

async function threadOf(test: TestPlatform, application: string): Promise<string> {
  const rows = await test.database.admin('select thread_id from mailbox.thread where application_id = $1', [
    application,
  ]);
  return String(rows[0]?.['thread_id']);
}

/** Fills a form of text, choices and files, whatever its fields are called. */
async function answerForm(browser: PlainBrowser, action: RegExp, mark: string, what: string): Promise<void> {
  const form = browser.form(action);
  const before = browser.page.url;
  const answer = await browser.submit(form, typedText(form, mark, what), '', filesFor(form, mark, what));
  assert.ok(answer.status < 400, `${before}: ${String(answer.status)} ${wordsOf(answer.text).slice(0, 800)}`);
}

function typedText(form: PageForm, mark: string, what: string): Record<string, string> {
  const typed: Record<string, string> = {};
  for (const field of form.fields) {
    if (field.type === 'textarea') typed[field.name] = `${mark} ${what} text`;
    else if (field.type === 'text') typed[field.name] = `${mark} ${what} subject`;
    else if ((field.type === 'radio' || field.type === 'select') && field.options.length > 0) {
      typed[field.name] = field.options.find((value) => value !== '') ?? '';
    }
  }
  return typed;
}

function filesFor(form: PageForm, mark: string, what: string): FormFile[] {
  const field = form.fields.find(({ type }) => type === 'file');
  if (field === undefined) return [];
  return [
    {
      field: field.name,
      filename: `${mark}-${what}.pdf`,
      type: 'application/pdf',
      content: samplePdf(`${mark} ${what} file`),
    },
  ];
}
