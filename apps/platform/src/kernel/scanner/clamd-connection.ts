import { connect, type Socket } from 'node:net';
import { AppError } from '../errors/index.ts';
import { type ScannerAddress } from './address.ts';
import { type ScannerTimeouts } from './types.ts';

const maxReplyBytes = 4096;

export function unavailable(detail: string, cause?: unknown): AppError {
  return new AppError('unavailable', 'scanner/unavailable', { detail, ...(cause === undefined ? {} : { cause }) });
}

/** One command on one connection. Both ends write: clamd may refuse a stream before its end. */
export class ClamdConnection {
  readonly #socket: Socket;
  readonly #reply = Promise.withResolvers<string>();
  #received = Buffer.alloc(0);
  #timer: NodeJS.Timeout | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#reply.promise.catch(() => undefined);
    socket.on('data', (piece: Buffer) => this.#take(piece));
    socket.once('error', (error) => this.#reply.reject(unavailable('the connection broke', error)));
    socket.once('close', () => this.#reply.reject(unavailable('the connection ended without a verdict')));
  }

  /** The reply without its closing zero byte. */
  get reply(): Promise<string> {
    return this.#reply.promise;
  }

  /** Resolves when there is room for more; rejects when the reply or the end came instead. */
  async send(bytes: Uint8Array, timeoutMs: number): Promise<void> {
    this.limit(timeoutMs, 'it takes nothing more');
    if (this.#socket.write(bytes)) return;
    const drained = Promise.withResolvers<undefined>();
    const onDrain = (): void => drained.resolve(undefined);
    this.#socket.once('drain', onDrain);
    try {
      await Promise.race([drained.promise, this.#reply.promise]);
    } finally {
      this.#socket.off('drain', onDrain);
    }
  }

  /** From now on so long, then the scanner counts as silent. */
  limit(timeoutMs: number, detail: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.fail(unavailable(`${detail} for ${String(timeoutMs)} ms`)), timeoutMs);
  }

  fail(error: AppError): void {
    this.#reply.reject(error);
    this.#socket.destroy();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#socket.destroy();
  }

  #take(piece: Buffer): void {
    this.#received = Buffer.concat([this.#received, piece]);
    const end = this.#received.indexOf(0);
    if (end >= 0) this.#reply.resolve(this.#received.toString('utf8', 0, end));
    else if (this.#received.length > maxReplyBytes) this.fail(unavailable('it answers with more than a verdict'));
  }
}

export async function openClamd(address: ScannerAddress, timeouts: ScannerTimeouts): Promise<ClamdConnection> {
  const socket = address.kind === 'socket' ? connect(address.path) : connect(address.port, address.host);
  const opened = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => opened.reject(unavailable('it does not answer')), timeouts.connectMs);
  socket.once('connect', () => opened.resolve(undefined));
  socket.once('error', (error) => opened.reject(unavailable('it cannot be reached', error)));
  try {
    await opened.promise;
    return new ClamdConnection(socket);
  } catch (error) {
    // A late error of the abandoned socket must not end the process.
    socket.on('error', () => undefined).destroy();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
