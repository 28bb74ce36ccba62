import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCallback } from './callback-setting.ts';
import { BodyReader } from './read-json.ts';

test('addresses that cannot be stored or called are refused when they are set', () => {
  const secret = 'x'.repeat(16);
  const findings = (url: string) => {
    const read = new BodyReader({ callback: { url, secret } });
    readCallback(read);
    return read.problems.map(({ field, code }) => `${field} ${code}`);
  };
  const good = ['https://a.example/x?y=1', 'https://a.example:8443', `https://a.example/${'ü'.repeat(300)}`];
  for (const url of good) assert.deepEqual(findings(url), [], url);
  const bad = [
    'ftp://a.example',
    'a.example',
    'https://user@a.example',
    'https://:word@a.example',
    'https://a.example/#part',
    `https://a.example/${'ü'.repeat(400)}`,
    `https://a.example/${'x'.repeat(2048)}`,
  ];
  for (const url of bad) assert.deepEqual(findings(url), ['/callback/url invalid'], url);
});
