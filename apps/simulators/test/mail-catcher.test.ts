import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createTransport } from 'nodemailer';
import { type CaughtMail } from '../src/mail-catcher/catcher.ts';
import { runProgram, type Started, startProgram } from './support.ts';

describe('mail catcher simulator', () => {
  let program: Started;
  let url: string;
  before(async () => {
    program = await startProgram('mail-catcher-simulator', ['--port', '0', '--smtp-port', '0']);
    url = String(program.facts['url']);
  });
  after(() => program.stop());
  beforeEach(async () => {
    await fetch(`${url}/api/mails`, { method: 'DELETE' });
  });

  const mail = async (to: string, subject = 'Ihr Antrag'): Promise<void> => {
    const transport = createTransport(String(program.facts['smtpUrl']));
    const attachments = [{ filename: 'a.txt', content: 'abc' }];
    await transport.sendMail({
      from: 'verbund@example.org',
      to,
      subject,
      text: 'Grüße <b>aus</b> Xanten',
      attachments,
    });
    transport.close();
  };
  const caught = async (): Promise<CaughtMail[]> => {
    const response = await fetch(`${url}/api/mails`);
    return ((await response.json()) as { items: CaughtMail[] }).items;
  };

  it('catches a mail with envelope, text and attachments', async () => {
    await mail('erika@example.org');
    const [first, ...others] = await caught();
    assert.equal(others.length, 0);
    assert.equal(first?.from, 'verbund@example.org');
    assert.deepEqual(first.to, ['erika@example.org']);
    assert.equal(first.text.trim(), 'Grüße <b>aus</b> Xanten');
    assert.deepEqual(first.attachments, [{ name: 'a.txt', type: 'text/plain', bytes: 3 }]);
  });

  it('refuses addresses that bounce', async () => {
    await assert.rejects(mail('weg@BOUNCE.invalid'), { responseCode: 550 });
    assert.deepEqual(await caught(), []);
  });

  it('shows mails escaped', async () => {
    await mail('erika@example.org', '<script>alert(1)</script>');
    const [first] = await caught();
    for (const path of ['/', `/mails/${first?.id}`]) {
      const response = await fetch(url + path, { headers: { 'accept-language': 'en' } });
      const body = await response.text();
      assert.equal(response.status, 200);
      assert.match(body, /<html lang="en">/);
      assert.ok(!body.includes('<script') && !body.includes('<b>aus'), path);
      assert.ok(body.includes('&#60;script&#62;'), path);
    }
  });

  it('deletes one or all, but not for a page of another origin', async () => {
    await mail('a@example.org', 'one');
    await mail('b@example.org', 'two');
    const [, older] = await caught();
    const foreign = await fetch(`${url}/delete`, { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } });
    assert.equal(foreign.status, 403);
    await fetch(`${url}/mails/${older?.id}/delete`, { method: 'POST' });
    assert.deepEqual(
      (await caught()).map((m) => m.subject),
      ['two'],
    );
    await fetch(`${url}/delete`, { method: 'POST' });
    assert.deepEqual(await caught(), []);
  });

  it('refuses production', async () => {
    assert.equal((await runProgram('mail-catcher-simulator', [], { VERBUND_MODE: 'production' })).code, 2);
  });
});
