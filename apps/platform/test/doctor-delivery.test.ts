import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { issueCertificate, issueRevocationList } from '@verbund/fit-connect/testing';
import { type Config } from '../src/kernel/config/index.ts';
import {
  destinationBody,
  newClient,
  startService,
  type TestService,
} from '../src/modules/transport/test/life-support.ts';
import { testKeys } from '../../../tools/test-keys.ts';
import { deliveryFindings } from '../src/cli/doctor-delivery.ts';

const day = 86_400_000;

describe('the doctor looks after the delivery service', () => {
  let on: TestService;
  let folder: string;
  const at = (name: string): string => join(folder, name);

  before(async () => {
    on = await startService();
    folder = await mkdtemp(join(tmpdir(), 'verbund-doctor-'));
    const [keyPair] = await testKeys(1);
    assert.ok(keyPair);
    const now = Date.now();
    const root = { name: 'Wurzel', keyPair, use: 'ca' } as const;
    const valid = await issueCertificate({ ...root, notBefore: now - day, notAfter: now + 9 * day });
    const ended = await issueCertificate({ ...root, notBefore: now - 9 * day, notAfter: now - day });
    await writeFile(at('root.pem'), valid.pem);
    await writeFile(at('both.pem'), valid.pem + ended.pem);
    await writeFile(at('nothing.pem'), '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n');
    await writeFile(at('broken.pem'), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
    const list = (end: number) => issueRevocationList(valid, [], now - 2 * day, end);
    await writeFile(at('list.pem'), await list(now + day));
    await writeFile(at('old-list.pem'), await list(now - day));
  });
  after(async () => {
    await rm(folder, { recursive: true });
    await on.close();
  });

  async function look(change: { anchors?: string[]; lists?: string[] } & Partial<Pick<Config, 'mode' | 'fitConnect'>>) {
    const { anchors = [], lists = [], ...rest } = change;
    const certificates = { anchorFiles: anchors.map(at), revocationListFiles: lists.map(at) };
    const config: Config = { ...on.test.kernel.config, certificates, ...rest };
    const findings = await deliveryFindings(config, on.test.database.urls.transport);
    for (const { ok, mend, check } of findings) assert.equal(mend === '', ok, `${check} says how to mend it`);
    return (check: string): string => {
      const found = findings.find((one) => one.check === check);
      return found === undefined ? 'not looked at' : `${found.ok ? 'ok' : 'wrong'}: ${found.detail}`;
    };
  }

  it('reads every certificate and revocation list and says when the first one ends', async () => {
    const good = await look({ anchors: ['root.pem'], lists: ['list.pem'] });
    assert.match(good('trust anchors'), /^ok: 1 certificates, the first ends \d{4}-/u);
    assert.match(good('revocation lists'), /^ok: 1 lists/u);
    for (const [file, words] of [
      ['both.pem', /^wrong: .*CN=Wurzel ended on/u],
      ['nothing.pem', /^wrong: .*holds no PEM block/u],
      ['broken.pem', /^wrong: .*broken\.pem cannot be read/u],
      ['missing.pem', /^wrong: ENOENT/u],
    ] as const)
      assert.match((await look({ anchors: [file] }))('trust anchors'), words);
    assert.match((await look({ lists: ['old-list.pem'] }))('revocation lists'), /^wrong: .*ended on/u);
    assert.match((await look({}))('trust anchors'), /^ok/u);
    assert.match((await look({ mode: 'production' }))('trust anchors'), /^wrong: none is set/u);
  });

  it('misses key files only when something depends on them, and wants them closed to others', async () => {
    const folderOfKeys = join(on.test.kernel.config.dataDir, 'transport');
    const before = await look({});
    assert.match(before('signing key'), /^ok: made when/u);
    assert.match(before('callback key'), /^ok: made when/u);
    const owner = await newClient(on, 'subscriber', 'manager');
    const body = destinationBody(on.keys);
    const callback = { url: 'https://amt.example/rueckruf', secret: 'ein langes Geheimnis' };
    await owner.management.create({ ...body, callback });
    const file = join(folderOfKeys, 'callback-key.json');
    assert.match((await look({}))('callback key'), /^ok: 1 in/u);
    await chmod(file, 0o644);
    assert.match((await look({}))('callback key'), /^wrong: .*read by others/u);
    await writeFile(file, JSON.stringify({ kid: 'another' }));
    await chmod(file, 0o600);
    assert.match((await look({}))('callback key'), /^wrong: .*lacks the keys/u);
    await rm(file);
    assert.match((await look({}))('callback key'), /^wrong: .*is missing/u);
  });

  it('counts callbacks that were given up, and leaves somebody else’s service alone', async () => {
    assert.match((await look({}))('callbacks'), /^ok/u);
    // A dead letter without the three days of trying that lead to it.
    await on.test.database.admin(`do $$ begin
      set local session_replication_role = replica;
      insert into transport.callback (target_id, client_id, kind, item_id, item_kind, case_id, destination_id, sender_id,
        since, due_at, dead_at)
      select target_id, client_id, 'new-submissions', gen_random_uuid(), 'submission', gen_random_uuid(), destination_id,
        client_id, now(), now(), now() from transport.callback_target;
    end $$`);
    assert.match((await look({}))('callbacks'), /^wrong: 1 calls were given up/u);
    const remote = { kind: 'remote', submissionBaseUrl: '', destinationBaseUrl: '', tokenUrl: '' } as const;
    assert.equal((await look({ fitConnect: remote }))('callbacks'), 'not looked at');
  });
});
