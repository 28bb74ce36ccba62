import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { declareAndSend, next, receiptNumber, startApplication, untilAccepted } from './support/applying.ts';
import { heading } from './support/checks.ts';
import { largePdf, pdf, textAsPdf } from './support/files.ts';
import { answer, exactly, press } from './support/form.ts';
import { parking } from './support/services.ts';
import { max } from './support/sign-in.ts';
import { skip, useStage } from './support/stage.ts';

const papers = 'Zulassungsbescheinigung Teil I';

describe('resident parking with papers', { skip }, () => {
  const stage = useStage();

  test('a wrong and a too large file are refused with a summary, the right one is kept, removed and added again', async () => {
    const page = await stage.page({ javaScriptEnabled: false });
    await startApplication(page, 'rheinberg', parking.slug, max);
    await answer(page, parking.person);
    await next(page);
    await answer(page, parking.zone);
    await next(page);
    await answer(page, parking.car);

    const upload = async (path: string): Promise<void> => {
      await page.getByLabel(exactly(papers)).setInputFiles(path);
      await press(page, 'Datei hochladen');
    };
    const summary = page.getByRole('alert');
    await upload(textAsPdf('schein.pdf'));
    assert.match(await summary.innerText(), /Diese Art Datei ist nicht erlaubt/);
    assert.match(await page.title(), /^Fehler: /);
    assert.equal(
      await page.getByLabel(exactly('Amtliches Kennzeichen')).inputValue(),
      'WES-AB 123',
      'entries are kept',
    );

    await upload(largePdf('gross.pdf', 11_000_000));
    assert.match(await summary.innerText(), /größer als erlaubt/);
    assert.equal(
      await page.getByLabel(exactly('Amtliches Kennzeichen')).inputValue(),
      'WES-AB 123',
      'entries are kept',
    );

    const list = page.getByRole('list', { name: new RegExp(`Bereits hochgeladen: ${papers}`) });
    await upload(pdf('schein.pdf'));
    assert.equal(await summary.count(), 0);
    assert.match(await list.innerText(), /schein\.pdf/);
    await press(page, 'Entfernen: schein.pdf');
    assert.equal(await list.count(), 0);
    await upload(pdf('schein.pdf'));
    assert.match(await list.innerText(), /schein\.pdf/);

    await next(page);
    assert.equal(await heading(page), 'Bitte prüfen Sie Ihre Angaben');
    assert.ok((await page.getByText('schein.pdf').count()) > 0);
    await declareAndSend(page);
    assert.match(await receiptNumber(page), /^RHE-/);
    await untilAccepted(page);
  });
});
