import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type Page } from 'playwright-core';
import { declareAndSend, next, startApplication, untilAccepted } from './support/applying.ts';
import { heading, reloadUntil } from './support/checks.ts';
import { answer, type Step } from './support/form.ts';
import { trade } from './support/services.ts';
import { ayse } from './support/sign-in.ts';
import { skip, useStage } from './support/stage.ts';

type Data = Record<string, Record<string, unknown>>;

describe('registering a trade in Moers, which receives with the connector', { skip }, () => {
  const stage = useStage();

  /** The folder that the connector writes for this application: the one that was not there before. */
  async function apply(page: Page, pages: readonly (readonly Step[])[]): Promise<{ folder: string; data: Data }> {
    const inbox = join(stage.demo.dataDir, 'moers', 'eingang');
    const before = new Set(readdirSync(inbox));
    await startApplication(page, 'moers', trade.slug, ayse);
    for (const steps of pages) {
      await answer(page, steps);
      await next(page);
    }
    assert.equal(await heading(page), 'Bitte prüfen Sie Ihre Angaben');
    await declareAndSend(page);
    await untilAccepted(page);
    const fresh = readdirSync(inbox).filter((name) => !before.has(name));
    assert.equal(fresh.length, 1, 'exactly one folder');
    const folder = join(inbox, fresh[0] ?? '');
    return { folder, data: JSON.parse(readFileSync(join(folder, 'data.json'), 'utf8')) as Data };
  }

  test('a natural person without fixed place; the answer of the back office reaches the mailbox', async () => {
    const page = await stage.page({ javaScriptEnabled: false });
    const { folder, data } = await apply(page, [
      trade.natural,
      trade.trader,
      [...trade.travelling, ...trade.activity, ...trade.alone],
      trade.mainTown,
      trade.noLicence,
    ]);
    assert.equal(data['G99000030201']?.['F99000030203'], 'Probeğlu');
    assert.equal(data['G99000030500'], undefined, 'nothing of the other branch');
    assert.equal((data['G99000030700']?.['G99000030710'] as Data | undefined)?.['F99000030721'], 'Moers');

    const { caseId } = JSON.parse(readFileSync(join(folder, 'submission.json'), 'utf8')) as { caseId: string };
    const reply = join(stage.demo.dataDir, 'moers', 'antworten', `antwort-${caseId}`);
    mkdirSync(reply);
    writeFileSync(join(reply, 'gewerbeschein.pdf'), '%PDF-1.4\n%%EOF\n');
    const text = 'Ihr Gewerbe ist angemeldet. Der Gewerbeschein liegt bei.';
    const content = { caseId, subject: 'Gewerbeschein', text, kind: 'answer', attachments: ['gewerbeschein.pdf'] };
    writeFileSync(join(reply, 'reply.json'), JSON.stringify(content));
    writeFileSync(join(reply, 'READY'), '');
    await page.goto('/postfach');
    await reloadUntil(page, 'ungelesene Nachricht');
    await page.getByRole('main').getByRole('link', { name: trade.name }).first().click();
    await reloadUntil(page, text);
    assert.ok((await page.getByRole('link', { name: /gewerbeschein\.pdf/ }).count()) > 0);
  });

  test('a legal entity with employees and an own address', async () => {
    const page = await stage.page({ javaScriptEnabled: false });
    const { data } = await apply(page, [
      trade.legal,
      trade.company,
      [...trade.ownAddress, ...trade.activity, ...trade.employer],
      [...trade.address, ...trade.employees],
      trade.noLicence,
    ]);
    assert.equal(data['G99000030201'], undefined, 'nothing of the other branch');
    assert.equal(data['G99000030500']?.['F99000030501'], 'Probe Räder GmbH');
    assert.equal(data['G99000030500']?.['F99000030504'], 25000);
    assert.equal((data['G99000030700']?.['G99000030730'] as Data | undefined)?.['F99000030731'], 2);
  });
});
