import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ReceivedCallback {
  path: string;
  headers: Readonly<Record<string, string | undefined>>;
  /** As it came: the HMAC runs over these bytes. */
  body: string;
}

/** Where the service under test sends its callbacks. */
export interface CallbackReceiver {
  /** Address that ends in this path. */
  url(path: string): string;
  /** What came to a path, in order; waits until `holds` or the time is over. */
  until(
    path: string,
    holds: (calls: readonly ReceivedCallback[]) => boolean,
    seconds?: number,
  ): Promise<readonly ReceivedCallback[]>;
  /** Status of the next answers at this path, 204 otherwise. */
  answerWith(path: string, ...statuses: number[]): void;
  close(): Promise<void>;
}

export async function startCallbackReceiver(listen: string, publicUrl?: string): Promise<CallbackReceiver> {
  const { hostname, port } = new URL(`http://${listen}`);
  const received: ReceivedCallback[] = [];
  const planned = new Map<string, number[]>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '/';
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
      );
      received.push({ path, headers, body: Buffer.concat(chunks).toString() });
      const status = planned.get(path)?.shift() ?? 204;
      response.writeHead(status, status >= 300 && status < 400 ? { location: `${path}/moved` } : {}).end();
    });
  });
  server.listen(Number(port === '' ? '80' : port), hostname);
  await once(server, 'listening');
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  const base = publicUrl ?? `http://${hostname}:${String(bound)}`;
  return {
    url: (path) => `${base}${path}`,
    async until(path, holds, seconds = 20) {
      const deadline = Date.now() + seconds * 1000;
      for (;;) {
        const calls = received.filter((call) => call.path.endsWith(path));
        if (holds(calls) || Date.now() > deadline) return calls;
        await sleep(50);
      }
    },
    answerWith(path, ...statuses) {
      planned.set(path, statuses);
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close').catch(() => undefined);
    },
  };
}
