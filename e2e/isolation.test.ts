import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { declareAndSend, fillDogTax, receiptNumber, startApplication, untilAccepted } from './support/applying.ts';
import { heading, reloadUntil } from './support/checks.ts';
import { dogTax } from './support/services.ts';
import { annaOfRheinberg, annaOfXanten, erika, max, signIn, signInStaff } from './support/sign-in.ts';
import { skip, useStage } from './support/stage.ts';

describe('nobody sees what is not theirs', { skip }, () => {
  const stage = useStage();

  test('drafts, applications, threads and cases of others are not there, by any address', async () => {
    const owner = await stage.page();
    await startApplication(owner, 'xanten', dogTax.slug, erika);
    const draft = new URL(owner.url()).pathname;
    await startApplication(owner, 'xanten', dogTax.slug, null);
    await fillDogTax(owner);
    await declareAndSend(owner);
    const number = await receiptNumber(owner);
    const application = new URL(owner.url()).pathname;
    await untilAccepted(owner);
    const thread = await owner
      .getByRole('main')
      .getByRole('link', { name: /Postfach/ })
      .first()
      .getAttribute('href');
    assert.ok(thread);

    const staff = await stage.page();
    await signInStaff(staff, annaOfXanten);
    await reloadUntil(staff, number);
    await staff
      .getByRole('row', { name: new RegExp(number) })
      .getByRole('link')
      .first()
      .click();
    const caseUrl = new URL(staff.url()).pathname;
    assert.match(caseUrl, /^\/amt\/vorgang\//);

    const stranger = await stage.page();
    await signIn(stranger, max);
    for (const path of [
      draft,
      draft.replace(/[^/]+$/, 'pruefen'),
      application,
      `${application}/zusammenfassung.pdf`,
      thread,
    ]) {
      assert.equal((await owner.context().request.get(path)).status(), 200, `${path} is there for its owner`);
      assert.equal((await stranger.goto(path))?.status(), 404, `${path} is not there for others`);
      assert.notEqual(await heading(stranger), '');
    }
    const neighbour = await stage.page();
    await signInStaff(neighbour, annaOfRheinberg);
    assert.equal(await neighbour.getByRole('main').getByText(number).count(), 0);
    assert.equal((await staff.goto(caseUrl))?.status(), 200);
    assert.equal((await neighbour.goto(caseUrl))?.status(), 404);
    // A citizen is no member of staff, and staff are nobody's citizen.
    await stranger.goto(caseUrl);
    assert.equal(await stranger.getByText(number).count(), 0);
    await staff.goto(application);
    assert.equal(await staff.getByText(number).count(), 0);
  });
});
