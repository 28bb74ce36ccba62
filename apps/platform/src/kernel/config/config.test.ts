import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { ConfigError, demoMasterKey, readConfig, settingsReference } from './index.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'verbund-config-'));
after(() => rmSync(dataDir, { recursive: true, force: true }));

function problemsOf(env: NodeJS.ProcessEnv): string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems.map(({ setting }) => setting);
  }
}

const production: NodeJS.ProcessEnv = {
  VERBUND_MODE: 'production',
  VERBUND_DATA_DIR: dataDir,
  VERBUND_PUBLIC_URL: 'https://verbund.example',
  VERBUND_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
  DATABASE_URL: 'postgres://verbund_app:x@db/verbund',
  VERBUND_MIGRATION_DATABASE_URL: 'postgres://verbund_owner:x@db/verbund',
  VERBUND_KEYS_DATABASE_URL: 'postgres://verbund_keys:x@db/verbund',
  VERBUND_QUEUE_DATABASE_URL: 'postgres://verbund_queue:x@db/verbund',
  VERBUND_TRANSPORT_DATABASE_URL: 'postgres://verbund_transport:x@db/verbund',
  VERBUND_CITIZEN_OIDC_ISSUER: 'https://id.example',
  VERBUND_CITIZEN_OIDC_CLIENT_ID: 'a',
  VERBUND_CITIZEN_OIDC_CLIENT_SECRET: 'b',
  VERBUND_STAFF_OIDC_ISSUER: 'https://staff.example',
  VERBUND_STAFF_OIDC_CLIENT_ID: 'a',
  VERBUND_STAFF_OIDC_CLIENT_SECRET: 'b',
  VERBUND_SMTP_URL: 'smtps://mail.example',
  VERBUND_MAIL_FROM: 'amt@verbund.example',
  VERBUND_CLAMD: 'unix:/run/clamav/clamd.ctl',
};

describe('readConfig', () => {
  it('starts a demo without any setting and keeps its master key', () => {
    const first = readConfig({ VERBUND_DATA_DIR: dataDir });
    assert.equal(first.mode, 'demo');
    assert.equal(first.publicUrl.href, 'http://localhost:8080/');
    assert.equal(first.masterKey?.length, 32);
    assert.deepEqual(readConfig({ VERBUND_DATA_DIR: dataDir }).masterKey, first.masterKey);
    assert.equal(statSync(join(dataDir, 'secrets.json')).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(dataDir), ['secrets.json']);
  });

  it('accepts a complete production', () => {
    assert.equal(readConfig(production).mode, 'production');
  });

  it('names every missing setting of production at once', () => {
    const missing = problemsOf({ VERBUND_MODE: 'production' });
    const expected = Object.keys(production).filter((name) => !/MODE|DATA_DIR/.test(name));
    assert.deepEqual(missing.toSorted(), expected.toSorted());
    for (const name of expected) assert.deepEqual(problemsOf({ ...production, [name]: '' }).includes(name), true, name);
  });

  it('asks each role only for the logins that it uses', () => {
    const transport = problemsOf({ VERBUND_MODE: 'production', VERBUND_ROLES: 'transport' });
    assert.deepEqual(transport.toSorted(), ['DATABASE_URL', 'VERBUND_PUBLIC_URL', 'VERBUND_TRANSPORT_DATABASE_URL']);
    const web = problemsOf({ ...production, VERBUND_ROLES: 'web', VERBUND_KEYS_DATABASE_URL: '' });
    assert.deepEqual(web, ['VERBUND_KEYS_DATABASE_URL']);
  });

  const refused: [string, NodeJS.ProcessEnv, string][] = [
    ['plain http', { VERBUND_PUBLIC_URL: 'http://verbund.example' }, 'VERBUND_PUBLIC_URL'],
    ['the demo key', { VERBUND_MASTER_KEY: demoMasterKey }, 'VERBUND_MASTER_KEY'],
    ['a short key', { VERBUND_MASTER_KEY: 'c2hvcnQ=' }, 'VERBUND_MASTER_KEY'],
    ['a simulator', { VERBUND_CITIZEN_OIDC_ISSUER: 'https://simulator.example' }, 'VERBUND_CITIZEN_OIDC_ISSUER'],
    ['half an identity provider', { VERBUND_STAFF_OIDC_CLIENT_SECRET: '' }, 'VERBUND_STAFF_OIDC_CLIENT_SECRET'],
    [
      'half a delivery service',
      { VERBUND_FITCONNECT_TOKEN_URL: 'https://x.example' },
      'VERBUND_FITCONNECT_SUBMISSION_URL',
    ],
    [
      'a delivery service without https',
      {
        VERBUND_FITCONNECT_SUBMISSION_URL: 'http://x.example/submission-api',
        VERBUND_FITCONNECT_DESTINATION_URL: 'https://x.example/destination-api',
        VERBUND_FITCONNECT_TOKEN_URL: 'https://x.example/token',
      },
      'VERBUND_FITCONNECT_SUBMISSION_URL',
    ],
    ['a scanner that is nowhere', { VERBUND_CLAMD: 'clamd' }, 'VERBUND_CLAMD'],
    ['a scanner without a port', { VERBUND_CLAMD: 'tcp://127.0.0.1:0' }, 'VERBUND_CLAMD'],
    ['a scanner in a foreign network', { VERBUND_CLAMD: 'tcp://clamd.example:3310' }, 'VERBUND_CLAMD'],
    ['a simulator of the scanner', { VERBUND_CLAMD: 'unix:/tmp/clamd-simulator.sock' }, 'VERBUND_CLAMD'],
    ['a wrong port', { PORT: '70000' }, 'PORT'],
    ['a wrong role', { VERBUND_ROLES: 'web,cook' }, 'VERBUND_ROLES'],
  ];
  for (const [what, change, setting] of refused) {
    it(`refuses ${what} and says how to mend it in both languages`, () => {
      assert.ok(problemsOf({ ...production, ...change }).includes(setting));
    });
  }

  it('takes a scanner on this machine or on a host that the operator lists', () => {
    const here = readConfig({ ...production, VERBUND_CLAMD: 'tcp://[::1]:3310' });
    assert.deepEqual(here.scanner, { kind: 'tcp', host: '::1', port: 3310 });
    const listed = { VERBUND_CLAMD: 'tcp://clamd.intern:3310', VERBUND_ALLOWED_HOSTS: '10.1.0.0/16, clamd.intern' };
    assert.deepEqual(readConfig({ ...production, ...listed }).scanner, {
      kind: 'tcp',
      host: 'clamd.intern',
      port: 3310,
    });
    assert.deepEqual(readConfig(production).scanner, { kind: 'socket', path: '/run/clamav/clamd.ctl' });
  });

  it('asks a transport process for no key and no sign-in', () => {
    const config = readConfig(
      {
        ...production,
        VERBUND_MASTER_KEY: '',
        VERBUND_CITIZEN_OIDC_ISSUER: '',
        VERBUND_CITIZEN_OIDC_CLIENT_ID: '',
        VERBUND_CITIZEN_OIDC_CLIENT_SECRET: '',
      },
      { roles: ['transport'] },
    );
    assert.equal(config.masterKey, null);
  });

  it('documents every setting', () => {
    for (const name of Object.keys(production)) assert.match(settingsReference(), new RegExp(`\`${name}\``));
  });
});
