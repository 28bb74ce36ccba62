import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type StaffSession } from '#kernel/http';
import { formDigest } from '../domain/form-digest.ts';
import { authoringPaths } from '../paths.ts';
import { type Work } from '../types.ts';
import { dogTaxFile, formFields, type FormWorld, formWorld } from './form-world.ts';

let world: FormWorld;
let kim: StaffSession;
let file: Awaited<ReturnType<typeof dogTaxFile>>;

before(async () => {
  world = await formWorld();
  kim = await world.provider('krzn', 'Kim');
  file = await dogTaxFile();
});
after(() => world.close());

const both = (de: string) => ({ de, en: `${de} (en)` });

/** Nothing stands in the way of its publication. */
async function finished(slug: string): Promise<Work> {
  const { id, tenant } = await world.work(kim.tenant, file);
  const at = world.kernel.clock.now().toISOString();
  return saved(id, 'Kim', (content) => {
    const whole = {
      ...content,
      service: { ...content.service, slug, name: both('Hund anmelden'), summary: both('Melden Sie Ihren Hund an.') },
      fee: { kind: 'none' as const, amountCents: null, currency: 'EUR', note: both('Kostet nichts.') },
      texts: { who: both('Alle.'), needed: both('Ausweis'), next: both('Bescheid'), remedy: both('Klage') },
      dataProtection: { purpose: both('Steuer'), legalBasis: both('KAG'), retention: both('10 Jahre') },
    };
    const testRun = { formDigest: formDigest(whole), seed: 1, runs: 1, failed: 0, at, by: 'Kim' };
    return { ...whole, testRun };
  });

  async function saved(work: string, by: string, change: (content: Work['content']) => Work['content']) {
    const result = await world.service.save({ tenant, id: work, revision: null, by, change });
    assert.ok(result.ok);
    return result.work;
  }
}

async function publicationForm(work: Work): Promise<[string, string][]> {
  const { html, status } = await world.get(kim, authoringPaths.publish(work.id));
  assert.equal(status, 200);
  const fields = formFields(html, 'id="version"');
  assert.ok(
    fields.some(([name]) => name === 'version'),
    html,
  );
  return fields;
}

test('a second click on the button leads to the published version, also at the same moment', async () => {
  for (const clicks of ['after each other', 'at once']) {
    const work = await finished(clicks === 'at once' ? 'zweimal' : 'nacheinander');
    const fields = await publicationForm(work);
    const url = authoringPaths.publish(work.id);
    const click = () => world.post(kim, url, fields);
    const answers = clicks === 'at once' ? await Promise.all([click(), click()]) : [await click(), await click()];
    for (const { status, to, html } of answers) {
      assert.equal(status, 303, `${clicks}: ${html.slice(0, 300)}`);
      assert.match(to, /^\/anbieter\/version\/[0-9a-f]{64}\?meldung=veroeffentlicht$/u);
    }
    assert.equal(new Set(answers.map(({ to }) => to)).size, 1);
  }
});

test('what somebody saved meanwhile is shown before it can be published', async () => {
  const work = await finished('inzwischen');
  const fields = await publicationForm(work);
  await world.service.save({
    tenant: kim.tenant,
    id: work.id,
    revision: null,
    by: 'Robin',
    change: (content) => ({ ...content, declaration: both('Robin war schneller.') }),
  });
  const url = authoringPaths.publish(work.id);
  const answer = await world.post(kim, url, [...fields.filter(([name]) => name !== 'version'), ['version', '1.7.0']]);
  assert.equal(answer.status, 409);
  assert.match(answer.html, /Robin/u);
  // The page itself, with what was typed: not a form that publishes under the title "Save my entries".
  assert.match(answer.html, /Was sich gegenüber der veröffentlichten Version ändert|Es ist die erste Version/u);
  assert.match(answer.html, /value="1\.7\.0"/u);
  assert.doesNotMatch(answer.html, /Meine Eingaben speichern/u);
  const again = await world.post(kim, url, formFields(answer.html, 'id="version"'));
  assert.equal(again.status, 303);
});

test('a service that has grown too large is refused in words, and stays as it was', async () => {
  const { id, tenant } = await world.work(kim.tenant, file);
  const { revision } = await world.service.work(tenant, id);
  const huge = [{ name: 'Fall', answers: { text: 'ä'.repeat(5_000_000) }, expected: null }];
  const save = world.service.save({
    tenant,
    id,
    revision: null,
    by: 'Kim',
    change: (content) => ({ ...content, tests: huge }),
  });
  await assert.rejects(save, { kind: 'too-large', code: 'authoring/work-too-large' });
  assert.equal((await world.service.work(tenant, id)).revision, revision);
});

test('deleting names the state it is about, and is recorded with who did it', async () => {
  const { id, tenant } = await world.work(kim.tenant, file);
  const url = authoringPaths.work(id);
  const remove = async (html: string) =>
    world.post(kim, authoringPaths.remove(id), [...formFields(html, 'id="loeschen"'), ['loeschen', 'true']]);
  const { html } = await world.get(kim, url);
  await world.service.save({ tenant, id, revision: null, by: 'Robin', change: (content) => content });
  const refused = await remove(html);
  assert.equal(refused.status, 422);
  assert.match(refused.html, /Jemand hat den Dienst inzwischen geändert/u);
  await world.service.work(tenant, id);
  assert.equal((await remove(refused.html)).status, 303);
  const [entry] = world.auditEntries.filter(({ subject }) => subject === id);
  assert.deepEqual([entry?.action, entry?.actor, entry?.actorKind], ['authoring.remove', kim.staff, 'staff']);
});
