import assert from 'node:assert/strict';
import { createServer, type Server, type Socket } from 'node:net';
import { after, before, describe, it, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { startClamdSimulator, startRealClamd, type TestClamd } from '../../../test/support/clamd.ts';
import { parseScannerAddress, staysOnThisMachine } from './address.ts';
import { createClamdScanner } from './clamd-scanner.ts';
import { createScanner } from './create-scanner.ts';
import { eicarTestFile } from './test-file.ts';
import { type Scanner, type ScannerTimeouts } from './types.ts';

const limitBytes = 8 * 1024 * 1024;
const unavailable = { name: 'AppError', kind: 'unavailable', code: 'scanner/unavailable' };

function scannerAt(
  address: string,
  timeouts: Partial<ScannerTimeouts> = {},
  mode: 'test' | 'production' = 'test',
): Scanner {
  const parsed = parseScannerAddress(address);
  assert.ok(parsed !== null, address);
  return createClamdScanner({ address: parsed, mode, timeouts });
}

async function* pieces(...parts: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}

async function* zeros(bytes: number): AsyncGenerator<Uint8Array> {
  const piece = Buffer.alloc(100_000);
  for (let left = bytes; left > 0; left -= piece.length) yield piece.subarray(0, Math.min(left, piece.length));
}

const real = await startRealClamd({ StreamMaxLength: '8M' });
after(() => real?.stop());

/** One suite for both, so that the simulator cannot drift from the program that it stands for. */
const peers: readonly { name: string; start: () => Promise<TestClamd>; skip?: string }[] = [
  { name: 'the simulator', start: () => startClamdSimulator('--stream-max-length', String(limitBytes)) },
  {
    name: "ClamAV's clamd",
    start: async () => {
      assert.ok(real !== null);
      return { address: real.address, stop: async () => undefined };
    },
    ...(real === null ? { skip: 'skipped: no clamd' } : {}),
  },
];

for (const peer of peers) {
  describe(`scanning with ${peer.name}`, { skip: peer.skip ?? false }, () => {
    let clamd: TestClamd;
    let scanner: Scanner;
    before(async () => {
      clamd = await peer.start();
      scanner = scannerAt(clamd.address);
    });
    after(() => clamd.stop());

    it('finds the test file', async () => {
      const result = await scanner.scan(pieces(eicarTestFile));
      assert.ok(
        result.kind === 'infected' && result.signature.startsWith('Eicar-Test-Signature'),
        JSON.stringify(result),
      );
    });

    it('finds it cut into pieces behind other bytes', async () => {
      const result = await scanner.scan(
        pieces(Buffer.alloc(70_000, 'x'), eicarTestFile.subarray(0, 20), eicarTestFile.subarray(20)),
      );
      assert.equal(result.kind, 'infected');
    });

    it('lets clean and empty content pass, several at once', async () => {
      const results = await Promise.all(
        [zeros(3_000_000), pieces(Buffer.from('Nachweis')), pieces()].map((content) => scanner.scan(content)),
      );
      assert.deepEqual(results, [{ kind: 'clean' }, { kind: 'clean' }, { kind: 'clean' }]);
    });

    it('says of content past StreamMaxLength that nobody can tell, or asks again', async () => {
      let verdicts = 0;
      for (let run = 0; run < 10; run += 1) {
        const [result] = await Promise.allSettled([scanner.scan(zeros(limitBytes * 3))]);
        if (result.status === 'fulfilled') {
          verdicts += 1;
          assert.deepEqual(result.value, { kind: 'unfit', reason: 'too-large' });
        } else {
          // clamd refuses and closes while we still send: the system may drop what it said (EPIPE).
          assert.throws(() => {
            throw result.reason;
          }, unavailable);
        }
      }
      assert.ok(verdicts > 0, 'whoever asks again gets the answer');
    });

    it('tells its version', async () => {
      assert.match(await scanner.version(), /^ClamAV/u);
    });

    it('passes on why the content broke off, and does not call it clean', async () => {
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield Buffer.from('begin');
        throw new Error('damaged');
      }
      await assert.rejects(scanner.scan(broken()), /damaged/u);
    });
  });
}

test("ClamAV's clamd finds what is packed", { skip: real === null ? 'skipped: no clamd' : false }, async () => {
  const result = await scannerAt(real?.address ?? '').scan(pieces(gzipSync(eicarTestFile)));
  assert.equal(result.kind, 'infected');
});

test('nobody there, a closed door and a stop are told apart from a verdict', async () => {
  const clamd = await startClamdSimulator('--delay-ms', '5000');
  await assert.rejects(scannerAt(clamd.address, { verdictMs: 100 }).scan(pieces(eicarTestFile)), unavailable);
  const signal = AbortSignal.timeout(100);
  await assert.rejects(scannerAt(clamd.address).scan(pieces(eicarTestFile), { signal }), unavailable);
  const running = scannerAt(clamd.address).scan(pieces(eicarTestFile));
  setTimeout(() => void clamd.stop(), 100);
  await assert.rejects(running, unavailable);
  await assert.rejects(scannerAt(clamd.address).scan(pieces(eicarTestFile)), unavailable);
  await assert.rejects(scannerAt('unix:/nowhere/clamd.ctl').version(), unavailable);
});

test('production takes no simulator for a scanner', async () => {
  const clamd = await startClamdSimulator();
  try {
    await assert.rejects(scannerAt(clamd.address, {}, 'production').scan(pieces(Buffer.from('x'))), unavailable);
    await assert.rejects(scannerAt(clamd.address, {}, 'production').version(), unavailable);
  } finally {
    await clamd.stop();
  }
});

describe('strange answers', () => {
  let server: Server;
  let reply: (socket: Socket) => void = () => undefined;
  let address = '';
  before(async () => {
    server = createServer((socket) => {
      socket.on('error', () => undefined).once('data', () => reply(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const bound = server.address();
    address = `tcp://127.0.0.1:${typeof bound === 'object' && bound !== null ? String(bound.port) : ''}`;
  });
  after(() => void server.close());

  const results: readonly (readonly [string, unknown])[] = [
    ['stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0', { kind: 'unfit', reason: 'too-large' }],
    ['stream: Heuristics.Encrypted.PDF FOUND\0', { kind: 'unfit', reason: 'encrypted' }],
    ['stream: Win.Trojan.Agent-1 FOUND\0', { kind: 'infected', signature: 'Win.Trojan.Agent-1' }],
  ];
  for (const [text, expected] of results) {
    it(`understands ${text.slice(0, -1)}`, async () => {
      reply = (socket) => void socket.end(text);
      assert.deepEqual(await scannerAt(address).scan(pieces(Buffer.from('x'))), expected);
    });
  }

  for (const text of [
    'stream: OK',
    '',
    'stream: OK but not really\0',
    'UNKNOWN COMMAND\0',
    'stream: lstat() failed. ERROR\0',
  ]) {
    it(`takes ${JSON.stringify(text)} for no verdict`, async () => {
      reply = (socket) => void socket.end(text);
      await assert.rejects(scannerAt(address).scan(pieces(Buffer.from('x'))), unavailable);
    });
  }

  it('does not believe that is clean what was not seen to the end', async () => {
    reply = (socket) => void socket.resume().write('stream: OK\0');
    await assert.rejects(scannerAt(address).scan(zeros(50_000_000)), unavailable);
  });

  it('bounds what it reads', async () => {
    reply = (socket) => void socket.write(Buffer.alloc(1_000_000, 'x'));
    await assert.rejects(scannerAt(address).scan(pieces(Buffer.from('x'))), unavailable);
  });

  it('gives up on a scanner that takes nothing more', async () => {
    reply = (socket) => void socket.pause();
    await assert.rejects(scannerAt(address, { sendMs: 150 }).scan(zeros(50_000_000)), unavailable);
  });
});

test('without a setting nothing is scanned and nothing is called clean', async () => {
  const scanner = createScanner({ scanner: null, mode: 'demo' });
  assert.equal(scanner.isConnected, false);
  await assert.rejects(scanner.scan(pieces(Buffer.from('x'))), unavailable);
});

test('addresses', () => {
  assert.deepEqual(parseScannerAddress('unix:/run/clamav/clamd.ctl'), {
    kind: 'socket',
    path: '/run/clamav/clamd.ctl',
  });
  assert.deepEqual(parseScannerAddress('tcp://[::1]:3310'), { kind: 'tcp', host: '::1', port: 3310 });
  for (const text of [
    '',
    'unix:relative',
    'tcp://host',
    'tcp://host:0',
    'tcp://host:70000',
    'http://host:1',
    'tcp://:1',
  ]) {
    assert.equal(parseScannerAddress(text), null, text);
  }
  const isHere = (text: string): boolean => {
    const address = parseScannerAddress(text);
    return address !== null && staysOnThisMachine(address);
  };
  assert.deepEqual(
    [
      'unix:/x',
      'tcp://127.0.0.1:1',
      'tcp://localhost:1',
      'tcp://[::1]:1',
      'tcp://10.0.0.1:1',
      'tcp://127.evil.example:1',
    ].map(isHere),
    [true, true, true, true, false, false],
  );
});
