// The load client: raw sockets with keep-alive, so that it takes as little of the two cores as possible.
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { type JourneyPage, type Load, type LoadResult, type Person, type PlainRequest } from './load-protocol.ts';

interface Answer {
  status: number;
  location: string;
  body: string;
}

class Connection {
  readonly #socket: Socket;
  readonly #host: string;
  #waiting: { resolve(answer: Answer): void; reject(error: Error): void } | null = null;
  #received: Buffer = Buffer.alloc(0);
  requests = 0;

  constructor(origin: URL) {
    this.#host = origin.host;
    this.#socket = connect(Number(origin.port), '127.0.0.1');
    this.#socket.setNoDelay(true);
    this.#socket.on('data', (chunk: Buffer) => this.#take(chunk));
    this.#socket.on('error', (error) => this.#waiting?.reject(error));
    this.#socket.on('close', () => this.#waiting?.reject(new Error('connection closed')));
  }

  send(request: PlainRequest): Promise<Answer> {
    const lines = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const length = request.method === 'POST' ? `content-length: ${String(Buffer.byteLength(request.body))}\r\n` : '';
    this.requests += 1;
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(
        `${request.method} ${request.path} HTTP/1.1\r\nhost: ${this.#host}\r\n${lines.join('')}${length}\r\n${request.body}`,
      );
    });
  }

  end(): void {
    this.#waiting = null;
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const headEnd = this.#received.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const head = this.#received.toString('latin1', 0, headEnd);
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
    const bodyStart = headEnd + 4;
    const bodyEnd = length === undefined ? this.#chunkedEnd(bodyStart) : bodyStart + Number(length);
    if (bodyEnd === null || this.#received.length < bodyEnd) return;
    const answer = {
      status: Number(head.slice(9, 12)),
      location: /\r\nlocation: ([^\r]*)/i.exec(head)?.[1] ?? '',
      body: this.#received.toString('utf8', bodyStart, bodyEnd),
    };
    this.#received = this.#received.subarray(bodyEnd);
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.resolve(answer);
  }

  #chunkedEnd(from: number): number | null {
    const last = this.#received.indexOf('\r\n0\r\n\r\n', from - 2);
    return last < 0 ? null : last + 7;
  }
}

const load = JSON.parse(await text(process.stdin)) as Load;
const origin = new URL(load.origin);
const times: number[] = [];
const failures: string[] = [];
const connections: Connection[] = [];
const start = performance.now();
const measureFrom = start + load.warmUpSeconds * 1000;
const end = measureFrom + load.seconds * 1000;

const workers =
  load.kind === 'repeat'
    ? Array.from({ length: load.connections }, (_, index) => repeat(load.requests[index % load.requests.length]))
    : load.people.map((person, index) => journeys(person, index));
await Promise.all(workers);
times.sort((a, b) => a - b);
const at = (share: number): number => Number((times[Math.floor(share * (times.length - 1))] ?? 0).toFixed(2));
const result: LoadResult = {
  done: times.length,
  seconds: load.seconds,
  p50: at(0.5),
  p99: at(0.99),
  requests: connections.reduce((sum, connection) => sum + connection.requests, 0),
  failures: failures.slice(0, 5),
};
process.stdout.write(JSON.stringify(result));

/** Does one thing after the other until the time is over; what began before it counts when it ends in it. */
async function until(work: () => Promise<void>): Promise<void> {
  while (performance.now() < end && failures.length < 20) {
    const from = performance.now();
    try {
      await work();
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
      continue;
    }
    const now = performance.now();
    if (from >= measureFrom && now <= end) times.push(now - from);
  }
}

function open(): Connection {
  const connection = new Connection(origin);
  connections.push(connection);
  return connection;
}

function assertStatus(answer: Answer, expected: number, what: string): void {
  if (answer.status !== expected) {
    throw new Error(
      `${what}: ${String(answer.status)} ${answer.location} ${answer.body
        .replace(/<[^>]+>/g, ' ')
        .replace(/\s+/g, ' ')
        .slice(0, 300)}`,
    );
  }
}

async function repeat(request: PlainRequest | undefined): Promise<void> {
  if (request === undefined) return;
  const connection = open();
  await until(async () => assertStatus(await connection.send(request), load.expect, request.path));
  connection.end();
}

async function journeys(person: Person, index: number): Promise<void> {
  if (load.kind !== 'journeys') return;
  const { start: address, pages } = load;
  const connection = open();
  let number = 0;
  await until(async () => {
    number += 1;
    await oneJourney(connection, person, address, pages, `${String(index)}-${String(number)}`);
  });
  connection.end();
}

/** What a browser asks for between "start" and the receipt, without pictures and styles. */
async function oneJourney(
  connection: Connection,
  person: Person,
  address: string,
  pages: readonly JourneyPage[],
  mark: string,
): Promise<void> {
  const headers = { cookie: person.cookie, accept: 'text/html' };
  const formHeaders = { ...headers, 'content-type': 'application/x-www-form-urlencoded' };
  const get = async (path: string): Promise<Answer> => {
    const answer = await connection.send({ method: 'GET', path, headers, body: '' });
    assertStatus(answer, 200, path);
    return answer;
  };
  const post = async (path: string, body: string): Promise<string> => {
    const answer = await connection.send({
      method: 'POST',
      path,
      headers: formHeaders,
      body: `_csrf=${encodeURIComponent(person.csrf)}&${body}`,
    });
    assertStatus(answer, 303, path);
    return answer.location;
  };
  let next = await post(address, '');
  for (const page of pages) {
    const shown = (await get(next)).body;
    const hidden = `_stand=${/name="_stand" value="(\d+)"/.exec(shown)?.[1] ?? ''}&_blatt=${/name="_blatt" value="([^"]+)"/.exec(shown)?.[1] ?? ''}`;
    next = await post(next, `${hidden}&${page.body.replaceAll('MARKE', mark)}`);
  }
  const check = await get(next);
  const revision = /name="_stand" value="(\d+)"/.exec(check.body)?.[1] ?? '';
  const receipt = await post(next.replace(/pruefen$/, 'absenden'), `_stand=${revision}&erklaerung=true`);
  const shown = await get(receipt);
  if (!/[A-Z]{3}-[0-9A-Z]{4}-[0-9A-Z]{4}/.test(shown.body)) throw new Error(`no receipt at ${receipt}`);
}
