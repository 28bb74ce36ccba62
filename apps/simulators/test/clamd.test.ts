import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { runProgram, type Started, startProgram } from './support.ts';

const testFile = Buffer.from('X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!' + '$H+H*', 'latin1');

let program: Started;
before(async () => {
  program = await startProgram('clamd-simulator', ['--stream-max-length', '2000']);
});
after(() => program.stop());

function say(bytes: Buffer, to: { port: number } | { path: string } = tcp()): Promise<string> {
  return new Promise((resolve, reject) => {
    let reply = '';
    const socket = connect(to, () => socket.write(bytes));
    socket.on('data', (piece: Buffer) => (reply += piece.toString('latin1')));
    socket.once('error', reject).once('close', () => resolve(reply));
  });
}

function tcp(): { port: number } {
  return { port: Number(new URL(program.facts['address'] ?? '').port) };
}

function stream(...chunks: Buffer[]): Buffer {
  const framed = [...chunks, Buffer.alloc(0)].map((chunk) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(chunk.length);
    return Buffer.concat([length, chunk]);
  });
  return Buffer.concat([Buffer.from('zINSTREAM\0'), ...framed]);
}

test('commands are answered with the ending that they came with', async () => {
  assert.equal(await say(Buffer.from('zPING\0')), 'PONG\0');
  assert.equal(await say(Buffer.from('nPING\n')), 'PONG\n');
  assert.match(await say(Buffer.from('zVERSION\0')), /Simulator.*\0$/);
  assert.equal(await say(Buffer.from('zSHUTDOWN\0')), 'UNKNOWN COMMAND\0');
});

test('the test file is found, also across chunks and behind other bytes; others are clean', async () => {
  const found = 'stream: Eicar-Test-Signature FOUND\0';
  assert.equal(await say(stream(testFile)), found);
  assert.equal(await say(stream(Buffer.alloc(90, 'x'), testFile.subarray(0, 30), testFile.subarray(30))), found);
  assert.equal(await say(stream(Buffer.alloc(1500, 'x'))), 'stream: OK\0');
  assert.equal(await say(stream()), 'stream: OK\0');
});

test('a stream past the limit is refused', async () => {
  assert.equal(await say(stream(Buffer.alloc(1500), Buffer.alloc(600))), 'INSTREAM size limit exceeded. ERROR\0');
});

test('it listens on a unix socket, too, and leaves none behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'clamd-simulator-'));
  const path = join(folder, 's');
  const other = await startProgram('clamd-simulator', ['--socket', path]);
  assert.equal(other.facts['address'], `unix:${path}`);
  assert.equal(await say(stream(testFile), { path }), 'stream: Eicar-Test-Signature FOUND\0');
  await other.stop();
  assert.equal(existsSync(path), false);
  rmSync(folder, { recursive: true });
});

test('production does not start it', async () => {
  const ended = await runProgram('clamd-simulator', [], { VERBUND_MODE: 'production' });
  assert.deepEqual([ended.code, /VERBUND_MODE is production/.test(ended.stderr)], [2, true]);
});
