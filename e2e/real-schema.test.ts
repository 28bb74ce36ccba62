import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { declareAndSend, next, receiptNumber, startApplication, untilAccepted } from './support/applying.ts';
import { assertAccessible, heading, reloadUntil } from './support/checks.ts';
import { answer, exactly } from './support/form.ts';
import { noSamples, offerRealSchema, realService } from './support/real-schema.ts';
import { annaOfXanten, erika, signInStaff } from './support/sign-in.ts';
import { skip, useStage } from './support/stage.ts';

describe('a schema of the FIM repository as it is', { skip: skip === false ? noSamples : skip }, () => {
  const stage = useStage();
  before(() => offerRealSchema(stage.demo));

  test('imported, offered, filled in, delivered and read by the authority', async () => {
    const page = await stage.page();
    // An offering is on every page at the latest after five seconds.
    for (let tries = 0; tries < 20 && (await page.goto(`/xanten/${realService.slug}`))?.status() !== 200; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    assert.equal(await heading(page), realService.name);
    await startApplication(page, 'xanten', realService.slug, erika);
    await answer(page, [
      { text: 'Vornamen', value: 'Erika' },
      { text: 'Familienname', value: 'Mustermann' },
      { text: 'Tag', value: '12' },
      { text: 'Jahr', value: '1964' },
      { choice: 'Wo befindet sich die Anschrift?', option: 'in Deutschland' },
    ]);
    await next(page);
    await assertAccessible(page);
    assert.match(await page.getByRole('main').innerText(), /Monat: /, 'the rule of the schema asks for the month');
    await answer(page, [
      { text: 'Monat', value: '8' },
      { text: 'Straße', value: 'Musterstraße' },
      { text: 'Postleitzahl', value: '46509' },
      { text: 'Ort', value: 'Xanten' },
    ]);
    await next(page);
    await assertAccessible(page);
    await answer(page, [{ text: 'Telefonnummer', value: '02801 000001' }]);
    await next(page);
    assert.equal(await heading(page), 'Bitte prüfen Sie Ihre Angaben');
    await assertAccessible(page);
    await declareAndSend(page);
    const number = await receiptNumber(page);
    await untilAccepted(page);

    const staff = await stage.page();
    await signInStaff(staff, annaOfXanten);
    await reloadUntil(staff, number);
    await staff
      .getByRole('row', { name: new RegExp(number) })
      .getByRole('link')
      .first()
      .click();
    const words = await staff.getByRole('main').innerText();
    for (const text of ['Wo befindet sich die Anschrift?', 'in Deutschland', 'Musterstraße', '02801 000001']) {
      assert.ok(words.includes(text), `${text} is in the case`);
    }
  });

  test('in English its texts, which nobody has translated, are marked as German', async () => {
    const page = await stage.page();
    await startApplication(page, 'xanten', realService.slug, erika);
    await page.getByRole('link', { name: 'English' }).click();
    assert.equal(await page.evaluate('document.documentElement.lang'), 'en');
    await assertAccessible(page);
    for (const label of ['Vornamen', 'Familienname', 'Wo befindet sich die Anschrift?']) {
      const words = page.getByText(exactly(label)).first();
      assert.equal(
        await words.evaluate((el: { closest(of: string): { lang: string } | null }) => el.closest('[lang]')?.lang),
        'de',
        label,
      );
    }
  });
});
