import { createServer, type Server, type Socket } from 'node:net';

export interface ClamdSimulator {
  /** As the platform's setting names it. */
  address: string;
  close(): Promise<void>;
}

export interface ClamdOptions {
  /** Path of a unix socket; null: TCP on loopback. */
  socket: string | null;
  port: number;
  streamMaxLength: number;
  /** So long until a verdict. */
  delayMs: number;
}

const version = 'ClamAV-Simulator 1.0/0';
const signature = 'Eicar-Test-Signature';
/** In two parts, so that a scanner of the developer's machine does not object to this file. */
const testFile = Buffer.from(
  ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join(''),
  'latin1',
);
const maxCommandBytes = 64;
const sizeLimitReply = 'INSTREAM size limit exceeded. ERROR';

/**
 * Speaks clamd's protocol (man clamd: PING, VERSION, INSTREAM with the prefixes z and n) and knows one signature, that
 * of the EICAR test file, wherever it stands in the stream.
 */
export async function startClamdSimulator(options: ClamdOptions): Promise<ClamdSimulator> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket)).on('error', () => undefined);
    serve(socket, options);
  });
  await listen(server, options);
  const bound = server.address();
  return {
    address:
      options.socket === null
        ? `tcp://127.0.0.1:${typeof bound === 'object' && bound !== null ? String(bound.port) : ''}`
        : `unix:${options.socket}`,
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listen(server: Server, { socket, port }: ClamdOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    if (socket === null) server.listen(port, '127.0.0.1', () => resolve());
    else server.listen(socket, () => resolve());
  });
}

function serve(socket: Socket, options: ClamdOptions): void {
  let pending: Buffer = Buffer.alloc(0);
  let scan: Scan | null = null;
  let end = '\0';
  const answer = (text: string): void => void socket.end(`${text}${end}`);
  socket.on('data', (piece: Buffer) => {
    pending = Buffer.concat([pending, piece]);
    if (scan === null) {
      const command = takeCommand(pending);
      if (command === null) {
        if (pending.length > maxCommandBytes) answer('COMMAND READ TIMED OUT');
        return;
      }
      pending = pending.subarray(command.bytes);
      end = command.end;
      if (command.name === 'PING') return answer('PONG');
      if (command.name === 'VERSION') return answer(version);
      if (command.name !== 'INSTREAM') return answer('UNKNOWN COMMAND');
      scan = new Scan(options.streamMaxLength);
    }
    const taken = scan.take(pending);
    pending = pending.subarray(taken);
    const { verdict } = scan;
    if (verdict === null) return;
    socket.removeAllListeners('data').resume();
    setTimeout(() => answer(verdict), verdict === sizeLimitReply ? 0 : options.delayMs);
  });
}

interface Command {
  name: string;
  bytes: number;
  end: string;
}

/** `zNAME\0` or `nNAME\n`. */
function takeCommand(bytes: Buffer): Command | null {
  const end = bytes[0] === 0x6e ? '\n' : '\0';
  const at = bytes.indexOf(end);
  return at < 0 ? null : { name: bytes.toString('latin1', 1, at), bytes: at + 1, end };
}

class Scan {
  verdict: string | null = null;
  readonly #limit: number;
  #total = 0;
  #tail: Buffer = Buffer.alloc(0);
  #isFound = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many bytes were complete chunks. */
  take(bytes: Buffer): number {
    let at = 0;
    while (this.verdict === null && bytes.length - at >= 4) {
      const length = bytes.readUInt32BE(at);
      if (length === 0) {
        this.verdict = this.#isFound ? `stream: ${signature} FOUND` : 'stream: OK';
        return at + 4;
      }
      if (this.#total + length > this.#limit) {
        this.verdict = sizeLimitReply;
        return bytes.length;
      }
      if (bytes.length - at - 4 < length) break;
      this.#see(bytes.subarray(at + 4, at + 4 + length));
      at += 4 + length;
    }
    return at;
  }

  #see(chunk: Buffer): void {
    this.#total += chunk.length;
    const looked = Buffer.concat([this.#tail, chunk]);
    if (looked.includes(testFile)) this.#isFound = true;
    this.#tail = Buffer.from(looked.subarray(-testFile.length));
  }
}
