import { connect, createServer, type Socket } from 'node:net';

/** A wire between the platform and PostgreSQL that a test can cut. */
export interface DatabaseProxy {
  /** The same address through the wire. */
  through(url: string): string;
  /** As a stopped server: connections break, new ones are refused. */
  cut(): Promise<void>;
  /** As a server that hangs: connections stay, no byte passes. */
  freeze(): void;
  mend(): Promise<void>;
  close(): Promise<void>;
}

export async function createDatabaseProxy(serverUrl: string): Promise<DatabaseProxy> {
  const target = new URL(serverUrl);
  const pairs = new Set<readonly [Socket, Socket]>();
  let isFrozen = false;
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    const pair = [near, far] as const;
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of pair) socket.on('error', end).on('close', end);
    near.pipe(far);
    far.pipe(near);
    if (isFrozen) for (const socket of pair) socket.pause();
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', () => resolve()));
  await listen(0);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const cut = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const [near] of pairs) near.resetAndDestroy();
    await closed;
  };
  return {
    through(url) {
      const changed = new URL(url);
      changed.hostname = '127.0.0.1';
      changed.port = String(port);
      return changed.href;
    },
    cut,
    freeze() {
      isFrozen = true;
      for (const [near, far] of pairs) {
        near.unpipe(far);
        far.unpipe(near);
        near.pause();
        far.pause();
      }
    },
    async mend() {
      if (isFrozen) {
        isFrozen = false;
        for (const [near, far] of pairs) {
          near.pipe(far);
          far.pipe(near);
        }
      }
      if (!server.listening) await listen(port);
    },
    close: () => cut().catch(() => undefined),
  };
}
