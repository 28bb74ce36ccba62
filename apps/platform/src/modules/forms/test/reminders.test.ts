import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { type Lang, type PersonId } from '#kernel/ids';
import { type FormsDeps } from '../deps.ts';
import { remindersTask } from '../reminders.ts';
import { formsRetention } from '../retention.ts';
import { dueReminders } from '../store/drafts.ts';
import { createWorld, erika, type World } from './world.ts';

const day = 86_400_000;
let world: World;
before(async () => {
  world = await createWorld();
});
after(() => world.close());

/** Works the task as the worker would, for a person with that address and language. */
async function remind(email: string | null = 'erika@example.org', lang: Lang = 'de'): Promise<void> {
  const identity: Pick<FormsDeps['identity'], 'personContact'> = {
    personContact: async () => ({ email, lang, displayName: 'Erika Muster' }),
  };
  const deps = { kernel: world.test.kernel, identity } as unknown as FormsDeps;
  await remindersTask(deps).run({ log: world.test.kernel.log, signal: new AbortController().signal });
}

async function newDraft(): Promise<ReturnType<World['browser']>> {
  await world.test.database.admin('delete from forms.draft');
  world.test.sentMail.length = 0;
  const browser = world.browser('erika');
  await browser.start('hundesteuer');
  return browser;
}

test('one mail a few days before the end, a new one only after a new edit', async () => {
  const browser = await newDraft();
  world.test.clock.advance(24 * day);
  await remind();
  assert.equal(world.test.sentMail.length, 0, 'six days before the end it is too early');
  world.test.clock.advance(day);
  await remind();
  await remind();
  assert.equal(world.test.sentMail.length, 1);
  const [mail] = world.test.sentMail;
  assert.equal(mail?.to, 'erika@example.org');
  const shown = (await browser.get(browser.path)).text;
  const lastDay = /bis zum (.+? \d{4}) gespeichert/u.exec(mail.text)?.[1] ?? '';
  assert.notEqual(lastDay, '');
  assert.ok(shown.includes(`bis zum ${lastDay}`), 'the mail names the day that the pages show');
  assert.match(mail.text, /\/konto/u);
  assert.doesNotMatch(
    `${mail.subject} ${mail.text}`,
    /Hund|Erika|Muster|Xanten/u,
    'nothing of the draft or the person',
  );
  await browser.send({}, 'spaeter');
  await remind();
  assert.equal(world.test.sentMail.length, 1, 'the edit gave thirty more days');
  world.test.clock.advance(26 * day);
  await remind();
  assert.equal(world.test.sentMail.length, 2);
});

test('in the language of the person; without an address no mail, and nothing is tried again for ever', async () => {
  await newDraft();
  world.test.clock.advance(26 * day);
  await remind(null);
  assert.equal(world.test.sentMail.length, 0);
  const rows = await world.test.database.admin('select reminded_edit = edited_at as done from forms.draft');
  assert.deepEqual(rows, [{ done: true }]);
  await newDraft();
  world.test.clock.advance(26 * day);
  await remind('erika@example.org', 'en');
  assert.match(world.test.sentMail[0]?.text ?? '', /unfinished application/u);
});

test('a draft past its day is deleted and not announced any more', async () => {
  await newDraft();
  world.test.clock.advance(32 * day);
  await remind();
  assert.equal(world.test.sentMail.length, 0);
  const rule = formsRetention({ kernel: world.test.kernel } as unknown as FormsDeps).find(
    ({ name }) => name === 'forms.expired-drafts',
  );
  assert.deepEqual(await rule?.run(world.test.kernel.clock.now(), world.test.kernel.log), { deleted: 1 });
});

test('a draft that nobody can be reminded of does not cost the others their mail', async () => {
  await newDraft();
  const other = world.browser('max');
  await other.start('hundesteuer');
  world.test.clock.advance(26 * day);
  const { rows } = await world.test.kernel.db.tx({}, (tx) =>
    sql<{ person_id: PersonId }>`select person_id from forms.due_reminders('2099-01-01', 10)`.execute(tx),
  );
  const [first] = rows.map(({ person_id: person }) => person);
  const identity: Pick<FormsDeps['identity'], 'personContact'> = {
    personContact: async (_tx, person) => {
      if (person === first) throw new Error('the profile cannot be read');
      return { email: 'max@example.org', lang: 'de', displayName: 'Max Muster' };
    },
  };
  const deps = { kernel: world.test.kernel, identity } as unknown as FormsDeps;
  const run = remindersTask(deps).run({ log: world.test.kernel.log, signal: new AbortController().signal });
  await assert.rejects(run, /1 draft/u, 'the task says so, too');
  assert.deepEqual(world.test.sentMail.map(({ to }) => to), ['max@example.org']); // prettier-ignore
});

test('the list of due reminders gives ids only and is no way to read drafts of others', async () => {
  await newDraft();
  const other = 'b0000000-0000-4000-8000-000000000009' as PersonId;
  const { db } = world.test.kernel;
  const due = await db.tx({ person: other }, (tx) => dueReminders(tx, '2099-01-01', 10));
  assert.deepEqual(due.map(({ person }) => person), [erika]); // prettier-ignore
  assert.deepEqual(Object.keys(due[0] ?? {}), ['draft', 'person']);
});
