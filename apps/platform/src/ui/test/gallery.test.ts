import { AxeBuilder } from '@axe-core/playwright';
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { type Browser, chromium } from 'playwright-core';
import { assetBase, renderDocument } from '../index.ts';
import { gallery } from './gallery.tsx';

const executablePath = process.env.VERBUND_CHROMIUM ?? '/usr/bin/chromium';
const skip = existsSync(executablePath) ? false : 'skipped: needs chromium';
const shots = process.env.VERBUND_SCREENSHOTS;

describe('gallery in Chromium', { skip }, () => {
  let server: Server;
  let browser: Browser;
  let base = '';

  before(async () => {
    server = createServer((req, res) => {
      const url = req.url ?? '/';
      if (url.startsWith(assetBase)) {
        const name = url.slice(assetBase.length);
        const type = name.endsWith('.css') ? 'text/css' : name.endsWith('.js') ? 'text/javascript' : 'font/woff2';
        res.setHeader('content-type', type).end(readFileSync(new URL(`../assets/${name}`, import.meta.url)));
        return;
      }
      const page = gallery[url.slice(1)];
      if (page === undefined) {
        res.writeHead(404).end();
        return;
      }
      res.setHeader('content-type', 'text/html; charset=utf-8');
      res.setHeader(
        'content-security-policy',
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; form-action 'self'",
      );
      res.end(renderDocument(page()));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    base = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`;
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  });
  after(async () => {
    await browser.close();
    server.close();
  });

  for (const name of Object.keys(gallery)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test(`${name}, ${colorScheme}: no axe violations, nothing blocked by the policy`, async () => {
        const context = await browser.newContext({ colorScheme, viewport: { width: 1280, height: 900 } });
        const page = await context.newPage();
        const complaints: string[] = [];
        page.on('console', (message) => {
          if (message.type() === 'error') complaints.push(message.text());
        });
        await page.goto(base + name);
        if (shots !== undefined) await page.screenshot({ path: `${shots}/${name}-${colorScheme}.png`, fullPage: true });
        const { violations } = await new AxeBuilder({ page }).analyze();
        assert.deepEqual(
          violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(' | ')}`),
          [],
        );
        assert.deepEqual(complaints, []);
        await context.close();
      });
    }
    test(`${name}: 320 px wide without sideways scroll`, async () => {
      const context = await browser.newContext({ viewport: { width: 320, height: 640 } });
      const page = await context.newPage();
      await page.goto(base + name);
      if (shots !== undefined) await page.screenshot({ path: `${shots}/${name}-320.png`, fullPage: true });
      const wide = await page.evaluate(`document.documentElement.scrollWidth`);
      assert.ok(Number(wide) <= 320, `scrollWidth ${String(wide)}`);
      await context.close();
    });
  }

  test('the error summary takes the focus and its links reach the field', async () => {
    const page = await browser.newPage();
    await page.goto(`${base}form`);
    assert.equal(await page.evaluate('document.activeElement.id'), 'fehleruebersicht');
    assert.match(await page.title(), /^Fehler: /);
    await page.click('a[href="#plz"]');
    assert.equal(await page.evaluate('document.activeElement.id'), 'plz');
    await page.close();
  });
});
