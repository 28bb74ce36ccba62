import { type Mode } from '../config/types.ts';
import { type ScannerAddress } from './address.ts';
import { type ClamdConnection, openClamd, unavailable } from './clamd-connection.ts';
import { type Scanner, type ScannerTimeouts, type ScanResult } from './types.ts';

/** clamd takes chunks of any size up to StreamMaxLength; this keeps what is under way small. */
const maxChunkBytes = 64 * 1024;
const simulatorMark = 'simulator';
const defaultTimeouts: ScannerTimeouts = { connectMs: 3_000, sendMs: 30_000, verdictMs: 150_000 };

/**
 * Speaks clamd's own protocol (man clamd, INSTREAM): `zINSTREAM\0`, then chunks with their length as four bytes in
 * network order, then a chunk of length zero. The reply is `stream: OK`, `stream: <signature> FOUND` or `… ERROR`.
 */
export function createClamdScanner(options: {
  address: ScannerAddress;
  mode: Mode;
  timeouts?: Partial<ScannerTimeouts>;
}): Scanner {
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  let isKnownAsReal = options.mode !== 'production';

  async function command<T>(signal: AbortSignal | undefined, work: (clamd: ClamdConnection) => Promise<T>): Promise<T> {
    const clamd = await openClamd(options.address, timeouts);
    const stop = (): void => clamd.fail(unavailable('the check was stopped'));
    signal?.addEventListener('abort', stop, { once: true });
    try {
      if (signal?.aborted === true) stop();
      return await work(clamd);
    } finally {
      signal?.removeEventListener('abort', stop);
      clamd.close();
    }
  }

  async function version(): Promise<string> {
    const text = await command(undefined, async (clamd) => {
      await clamd.send(Buffer.from('zVERSION\0'), timeouts.sendMs);
      return clamd.reply;
    });
    if (options.mode === 'production' && text.toLowerCase().includes(simulatorMark)) {
      throw unavailable('a simulator answers, which production does not allow');
    }
    isKnownAsReal = true;
    return text;
  }

  return {
    isConnected: true,
    version,
    async scan(content, { signal } = {}) {
      if (!isKnownAsReal) await version();
      return command(signal, async (clamd) => {
        const isWhole = await stream(clamd, content, timeouts);
        clamd.limit(timeouts.verdictMs, 'it gives no verdict');
        const result = toResult(await clamd.reply);
        if (result.kind === 'clean' && !isWhole) throw unavailable('it calls clean what it has not seen to the end');
        return result;
      });
    },
  };
}

/** Ends early when clamd has answered: more would be refused. True when everything was sent. */
async function stream(
  clamd: ClamdConnection,
  content: AsyncIterable<Uint8Array>,
  timeouts: ScannerTimeouts,
): Promise<boolean> {
  let hasReply = false;
  clamd.reply.then(
    () => (hasReply = true),
    () => (hasReply = true),
  );
  await clamd.send(Buffer.from('zINSTREAM\0'), timeouts.sendMs);
  for await (const piece of content) {
    for (let at = 0; at < piece.byteLength; at += maxChunkBytes) {
      if (hasReply) return false;
      const part = piece.subarray(at, at + maxChunkBytes);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(part.byteLength);
      await clamd.send(Buffer.concat([length, part]), timeouts.sendMs);
    }
  }
  if (hasReply) return false;
  await clamd.send(Buffer.alloc(4), timeouts.sendMs);
  return true;
}

function toResult(reply: string): ScanResult {
  if (reply === 'stream: OK') return { kind: 'clean' };
  const signature = /^stream: (.+) FOUND$/u.exec(reply)?.[1];
  if (signature !== undefined) return fromSignature(signature);
  if (reply.startsWith('INSTREAM size limit exceeded')) return { kind: 'unfit', reason: 'too-large' };
  throw unavailable(`it answers: ${reply.slice(0, 200)}`);
}

/** With AlertExceedsMax and AlertEncrypted clamd reports as found what it could not look into. */
function fromSignature(signature: string): ScanResult {
  if (signature.startsWith('Heuristics.Limits.Exceeded')) return { kind: 'unfit', reason: 'too-large' };
  if (signature.startsWith('Heuristics.Encrypted')) return { kind: 'unfit', reason: 'encrypted' };
  return { kind: 'infected', signature };
}
