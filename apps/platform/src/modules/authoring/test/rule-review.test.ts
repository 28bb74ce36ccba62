import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { type StaffSession } from '#kernel/http';
import { formPairs, readForms, wordsOf } from '../../../../test/support/plain-browser.ts';
import { rulePaths } from '../rule-paths.ts';
import { rulesWorld } from './rules-world.ts';

let world: Awaited<ReturnType<typeof rulesWorld>>;
let kim: StaffSession;
let robin: StaffSession;
let stranger: StaffSession;
let id = '';

before(async () => {
  world = await rulesWorld();
  const tenant = await world.provider('rechenzentrum', 'Rechenzentrum');
  kim = world.person(tenant, 'Kim Muster');
  robin = world.person(tenant, 'Robin Beispiel');
  stranger = world.person(await world.provider('fremd', 'Fremder Anbieter'), 'Toni');
  id = (await world.workOf(tenant)).id;
});
after(() => world.close());

const decisions = async () => (await world.authoring.service.work(kim.tenant, id)).content.rules;
const decisionOn = async (rule: number) => (await decisions()).texts[`#R9900000000${String(rule)}`]?.decision;

type Fields = Readonly<Record<string, string>>;

/** Fills in the form of a page as a person without JavaScript does. */
function filled(html: string, action: RegExp, typed: Fields, button = ''): { url: string; fields: [string, string][] } {
  const form = readForms(html).find((one) => action.test(one.action));
  assert.ok(form, `no form ${String(action)}: ${wordsOf(html).slice(0, 600)}`);
  return { url: form.action.replace(/#.*$/u, ''), fields: formPairs(form, typed, button) };
}

async function send(staff: StaffSession, page: { html: string }, action: RegExp, typed: Fields, button = '') {
  const { url, fields } = filled(page.html, action, typed, button);
  return world.post(staff, url, fields);
}

test('the queue shows every rule with its text, what it is understood as, and its findings', async () => {
  const { status, html } = await world.get(kim, rulePaths.queue(id));
  assert.equal(status, 200);
  const words = wordsOf(html);
  assert.match(words, /3 von 5 Regeln warten auf eine Entscheidung/u);
  assert.match(words, /Wenn F99000000002 = JA, dann muss F99000000004 befüllt sein/u);
  assert.match(words, /Wenn „Haustier vorhanden“ „Ja“ ist, dann muss „Bemerkung“ ausgefüllt werden/u);
  assert.match(words, /R99000000001 und R99000000004 widersprechen sich bei derselben Bedingung/u);
  assert.match(words, /R99000000005 .*Sie sagt für dieselbe Bedingung zweierlei/u);
  const open = wordsOf((await world.get(kim, `${rulePaths.queue(id)}?stand=open`)).html);
  assert.match(open, /soll der Vermieter genannt werden/u);
  assert.doesNotMatch(open, /muss F99000000004 befüllt sein/u);
});

test('a recognised rule is confirmed beside its text, with name and day', async () => {
  const queue = await world.get(kim, rulePaths.queue(id));
  const answer = await send(kim, queue, /regeln\/1\/entscheiden$/u, {});
  assert.equal(answer.status, 303);
  assert.match(answer.to, /regeln\?meldung=entschieden#regel-1$/u);
  const decision = await decisionOn(1);
  assert.ok(decision?.kind === 'recognised');
  assert.deepEqual([decision.signed?.by, decision.rules.map(({ effect, target }) => [effect, target])], ['Kim Muster', [['require', 'F99000000004']]]); // prettier-ignore
});

test('a note and a rejection need a reason, entries stay', async () => {
  const page = await world.get(kim, rulePaths.rule(id, 3));
  assert.doesNotMatch(page.html, /value="confirm"/u);
  const refused = await send(kim, page, /entscheiden$/u, { entscheidung: 'note' });
  assert.equal(refused.status, 422);
  assert.match(wordsOf(refused.html), /Begründung: Schreiben Sie, warum/u);
  assert.match(refused.html, /value="note"[^>]*checked/u);
  const nothing = await send(kim, page, /entscheiden$/u, { begruendung: 'Weiß nicht' });
  assert.match(wordsOf(nothing.html), /Wählen Sie, was mit der Regel geschehen soll/u);
  assert.match(nothing.html, />Weiß nicht<\/textarea>/u);
  const done = await send(kim, refused, /entscheiden$/u, { begruendung: 'Ein Hinweis für Menschen.' });
  assert.equal(done.status, 303);
  assert.equal((await decisionOn(3))?.kind, 'note');
  const after = await world.get(kim, rulePaths.rule(id, 3));
  assert.match(wordsOf(after.html), /als Hinweis angenommen .*Kim Muster.*Ein Hinweis für Menschen/u);
  assert.equal((await send(kim, after, /entscheiden$/u, { entscheidung: 'reopen' })).status, 303);
  assert.equal(await decisionOn(3), undefined);
});

test('two windows: both decisions are shown, nothing is overwritten unseen, other rules do not matter', async () => {
  const mine = await world.get(kim, rulePaths.rule(id, 4));
  const theirs = await world.get(robin, rulePaths.rule(id, 4));
  assert.equal((await send(robin, theirs, /entscheiden$/u, { entscheidung: 'reject', begruendung: 'Veraltet.' })).status, 303); // prettier-ignore
  const conflict = await send(kim, mine, /entscheiden$/u, { entscheidung: 'note', begruendung: 'Nur ein Hinweis.' });
  assert.equal(conflict.status, 409);
  assert.match(wordsOf(conflict.html), /Jemand anderes war schneller.*abgelehnt \(Robin Beispiel\).*Veraltet\..*Ihre Eingabe Als Hinweis annehmen Nur ein Hinweis\./u); // prettier-ignore
  assert.equal((await decisionOn(4))?.kind, 'rejected');
  const other = await world.get(kim, rulePaths.rule(id, 3));
  assert.equal((await send(robin, await world.get(robin, rulePaths.rule(id, 3)), /entscheiden$/u, { entscheidung: 'note', begruendung: 'x' })).status, 303); // prettier-ignore
  assert.equal((await send(kim, conflict, /entscheiden$/u, {})).status, 303);
  assert.equal((await decisionOn(4))?.kind, 'note');
  assert.equal((await send(kim, other, /entscheiden$/u, { entscheidung: 'reject', begruendung: 'y' })).status, 409);
});

test('a condition is put together step by step, without JavaScript, and shown as a sentence and in the form', async () => {
  const edit = rulePaths.edit(id, 2);
  let page = await world.get(kim, edit);
  assert.match(wordsOf(page.html), /Noch unvollständig/u);
  page = await send(kim, page, /bedingung/u, { 'a0-wirkung': 'require', 'a0-ziel0': 'F99000000005', 'a0-w-0-thema': 'F99000000001' }, '_action=vergleich:a0-w'); // prettier-ignore
  assert.equal(page.status, 200);
  // Now that the element is known, its list is offered, and a second part is there.
  page = await send(kim, page, /bedingung/u, { 'a0-w-0-vergleich': 'is', 'a0-w-1-thema': 'land', 'a0-w-1-vergleich': 'in-land' }, '_action=zeigen'); // prettier-ignore
  assert.match(page.html, /<option value="01"[^>]*>Miete \(01\)/u);
  const refused = await send(kim, page, /bedingung/u, {}, '_action=speichern');
  assert.equal(refused.status, 422);
  assert.match(wordsOf(refused.html), /Wert: Geben Sie einen Wert an.*Länder: Wählen Sie mindestens eines/u);
  assert.match(refused.html, /href="#a0-w-0-wert"/u);
  assert.equal(await decisionOn(2), undefined);
  const complete = { 'a0-w-0-wert': '01', 'a0-w-1-laender': 'NW' };
  page = await send(kim, refused, /bedingung/u, complete, '_action=zeigen');
  const sentence = /Wenn „Wohnform“ „Miete“ \(01\) ist und das Land NW ist, dann muss „Vermieter“ ausgefüllt werden/u;
  assert.match(wordsOf(page.html), sentence);
  assert.match(wordsOf(page.html), /trifft zu „Wohnform“: Miete \(01\) Land der Behörde: NW „Vermieter“ ist Pflicht/u);
  assert.match(page.html, /<fieldset class="vb-preview" disabled/u);
  const saved = await send(kim, page, /bedingung/u, {}, '_action=speichern');
  assert.match(saved.to, /regeln\/2\?meldung=geschrieben$/u);
  const decision = await decisionOn(2);
  assert.ok(decision?.kind === 'written');
  const [rule] = decision.rules;
  assert.deepEqual([rule?.id, rule?.source?.ruleId, decision.rules.length], ['R99000000002.1', 'R99000000002', 1]);
  assert.deepEqual(rule?.when, {
    op: 'and',
    conditions: [
      { op: 'equal', path: 'F99000000001', value: '01' },
      { op: 'land-in', laender: ['NW'] },
    ],
  });
  const again = await world.get(kim, edit);
  assert.match(wordsOf(again.html), sentence);
});

test('the page of a rule shows the form with the example that was chosen', async () => {
  const yes = await world.get(kim, `${rulePaths.rule(id, 2)}?beispiel=0-yes`);
  const no = await world.get(kim, `${rulePaths.rule(id, 2)}?beispiel=0-no`);
  assert.match(wordsOf(yes.html), /Beispiel: Die Bedingung trifft zu/u);
  assert.match(wordsOf(no.html), /Beispiel: Die Bedingung trifft nicht zu/u);
  const preview = (html: string): string => /<fieldset class="vb-preview"[^]*$/u.exec(html)?.[0] ?? '';
  assert.match(preview(yes.html), /value="01" checked/u);
  // Required only under the condition, so the mark for voluntary answers comes and goes.
  const voluntary = /for="vorschau-F99000000005">Vermieter <span class="kern-label__optional">/u;
  assert.doesNotMatch(preview(yes.html), voluntary);
  assert.match(preview(no.html), voluntary);
});

test('what makes no sense is refused with a reason, and nothing is lost', async () => {
  const page = await world.get(kim, rulePaths.edit(id, 5));
  const both = await send(
    kim,
    page,
    /bedingung/u,
    {
      'a0-wirkung': 'forbid',
      'a0-ziel0': 'F99000000005',
      'a0-w-0-thema': 'F99000000005',
      'a0-w-0-vergleich': 'empty',
      begruendung: 'Probe',
    },
    '_action=speichern',
  );
  assert.equal(both.status, 422);
  assert.match(wordsOf(both.html), /abhängig von ihrer eigenen Antwort/u);
  assert.match(both.html, /href="#aussagen"/u);
  assert.match(both.html, />Probe<\/textarea>/u);
  const unknown = await send(kim, both, /bedingung/u, { 'a0-w-0-thema': 'F00', 'a0-ziel0': 'G1/F2' }, '_action=speichern'); // prettier-ignore
  assert.match(wordsOf(unknown.html), /Betroffene Angabe: Diese Angabe gibt es im Schema nicht.*Worum geht es: Diese Angabe gibt es/u); // prettier-ignore
  assert.match(unknown.html, /<option value="F00" selected/u);
});

test('two windows in the editor: the other sentence is shown beside the own one', async () => {
  const mine = await world.get(kim, rulePaths.edit(id, 2));
  await send(robin, await world.get(robin, rulePaths.rule(id, 2)), /entscheiden$/u, { entscheidung: 'reject', begruendung: 'Nein.' }); // prettier-ignore
  const conflict = await send(kim, mine, /bedingung/u, {}, '_action=speichern');
  assert.equal(conflict.status, 409);
  assert.match(wordsOf(conflict.html), /abgelehnt \(Robin Beispiel\) Nein\. Ihre Eingabe Wenn „Wohnform“/u);
  assert.equal((await send(kim, conflict, /bedingung/u, {}, '_action=speichern')).status, 303);
  assert.equal((await decisionOn(2))?.kind, 'written');
});

test('the open queue is accepted by name and with a reason, as it stood', async () => {
  const queue = await world.get(kim, rulePaths.queue(id));
  const refused = await send(kim, queue, /annehmen$/u, {});
  assert.equal(refused.status, 422);
  const before = await world.get(kim, rulePaths.queue(id));
  const rule = await world.get(robin, rulePaths.rule(id, 3));
  assert.equal((await send(robin, rule, /entscheiden$/u, { entscheidung: 'reopen' })).status, 303);
  const changed = await send(kim, before, /annehmen$/u, { begruendung: 'Wird von Hand geprüft.' });
  assert.equal(changed.status, 409);
  assert.equal((await decisions()).acceptance, null);
  assert.equal((await send(kim, changed, /annehmen$/u, {})).status, 303);
  assert.deepEqual((await decisions()).acceptance?.by, 'Kim Muster');
  assert.match(wordsOf((await world.get(kim, rulePaths.queue(id))).html), /Offene Regeln angenommen von Kim Muster/u);
  // A text that comes back to the queue was not accepted with it.
  await send(kim, await world.get(kim, rulePaths.rule(id, 2)), /entscheiden$/u, { entscheidung: 'reopen' });
  assert.equal((await decisions()).acceptance, null);
});

test("rules of one's own are written in the same editor, and may all go again", async () => {
  const edit = rulePaths.edit(id, 0);
  assert.match(edit, /regeln\/eigene\/bedingung$/u);
  let page = await world.get(kim, edit);
  const typed = { 'a0-wirkung': 'require', 'a0-ziel0': 'F99000000006', 'a0-wann': 'immer' };
  const saved = await send(kim, page, /bedingung/u, typed, '_action=speichern');
  assert.match(saved.to, /regeln\?meldung=geschrieben$/u);
  const [own] = (await decisions()).own;
  assert.deepEqual([own?.rule.id, own?.rule.source, own?.signed.by], ['E.1', null, 'Kim Muster']);
  const queue = await world.get(kim, rulePaths.queue(id));
  assert.match(wordsOf(queue.html), /Eigene Regeln .*„Pflichtangabe zur Lage“ muss ausgefüllt werden/u);
  const stale = await world.get(robin, edit);
  page = await send(kim, await world.get(kim, edit), /bedingung/u, {}, '_action=aussage-weg:a0');
  assert.equal((await send(kim, page, /bedingung/u, {}, '_action=speichern')).status, 303);
  assert.deepEqual((await decisions()).own, []);
  assert.equal((await send(robin, stale, /bedingung/u, {}, '_action=speichern')).status, 409);
});

test('nobody else sees or changes the rules of a provider', async () => {
  for (const path of [rulePaths.queue(id), rulePaths.rule(id, 1), rulePaths.edit(id, 1)]) {
    assert.equal((await world.get(stranger, path)).status, 404, path);
  }
  const page = await world.get(kim, rulePaths.rule(id, 1));
  const own = await world.get(stranger, rulePaths.queue((await world.workOf(stranger.tenant)).id));
  const csrf = /name="_csrf" value="([\w-]+)"/u.exec(own.html)?.[1] ?? '';
  const { url, fields } = filled(page.html, /entscheiden$/u, { entscheidung: 'note', begruendung: 'x' });
  const posted = fields.map(([name, value]) => [name, name === '_csrf' ? csrf : value] as const);
  assert.equal((await world.post(stranger, url, posted)).status, 404);
  assert.equal((await decisionOn(1))?.kind, 'recognised');
  const rows = await world.kernel.db.tx({ tenant: stranger.tenant }, (tx) =>
    sql<{ n: number }>`select count(*)::int as n from authoring.work where work_id = ${id}`.execute(tx),
  );
  assert.equal(rows.rows[0]?.n, 0);
  const reader = world.person(kim.tenant, 'Alex', ['case.list']);
  assert.equal((await world.get(reader, rulePaths.queue(id))).status, 403);
});

test('unknown rules are not found, and every page is there in English', async () => {
  for (const rule of ['0', '6', 'x', '99999']) {
    assert.equal((await world.get(kim, `${rulePaths.queue(id)}/${rule}`)).status, 404, rule);
  }
  for (const path of [rulePaths.queue(id), rulePaths.rule(id, 1), rulePaths.edit(id, 1)]) {
    const { html, status } = await world.get(kim, path, 'en');
    assert.equal(status, 200);
    assert.match(html, /<html lang="en"/u);
    assert.match(html, /lang="de">Wenn „Haustier vorhanden“/u);
  }
});
