import { connect, createServer, type Socket } from 'node:net';

/** A wire between two programs that breaks: when told, and by itself in the middle of what passes. */
export interface Wire {
  port: number;
  url: string;
  /** Where it leads from now on. */
  lead(port: number): void;
  /** Share of new connections that break after some bytes in one of the two directions; 0 makes the wire good. */
  fray(share: number): void;
  cutAll(): void;
  /** No byte passes; then all connections break. */
  hang(milliseconds: number): Promise<void>;
  /** Connections that broke while something was passing. */
  cuts(): number;
  close(): Promise<void>;
}

const mostBytes = 3_000_000;

export async function createWire(target: number, random: () => number): Promise<Wire> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let [to, frayed, cuts] = [target, 0, 0];

  function cut(pair: readonly [Socket, Socket]): void {
    if (!pairs.delete(pair)) return;
    cuts += 1;
    for (const socket of pair) socket.resetAndDestroy();
  }

  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    const pair = [near, far] as const;
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      for (const socket of pair) socket.destroy();
    };
    for (const socket of pair) socket.on('error', end).on('close', end);
    near.pipe(far);
    far.pipe(near);
    if (random() >= frayed) return;
    // Uploads break on the way there, answers on the way back; most breaks come early, some deep in a large body.
    const direction = random() < 0.6 ? near : far;
    let left = 100 * (mostBytes / 100) ** random();
    direction.on('data', (piece: Buffer) => {
      left -= piece.length;
      if (left < 0) cut(pair);
    });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const cutAll = (): void => [...pairs].forEach(cut);
  return {
    port,
    url: `http://127.0.0.1:${String(port)}`,
    lead: (next) => void (to = next),
    fray: (share) => void (frayed = share),
    cutAll,
    async hang(milliseconds) {
      for (const [near, far] of pairs) {
        near.unpipe(far).pause();
        far.unpipe(near).pause();
      }
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      cutAll();
    },
    cuts: () => cuts,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const [near, far] of pairs) {
          near.destroy();
          far.destroy();
        }
      }),
  };
}
