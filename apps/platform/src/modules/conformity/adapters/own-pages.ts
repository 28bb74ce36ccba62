import { type Kernel } from '#kernel/module';

export interface OwnPage {
  url: string;
  status: number;
  body: string;
  milliseconds: number;
}

/** Fetches pages of this installation and of nobody else: callers give a path, the host is ours. */
export function createOwnPages({ config, outgoing, clock }: Pick<Kernel, 'config' | 'outgoing' | 'clock'>) {
  return async function fetchOwn(path: string): Promise<OwnPage> {
    const url = new URL(path, config.publicUrl);
    if (url.origin !== config.publicUrl.origin) throw new TypeError(`${url.origin} is not this installation`);
    const begun = clock.now().getTime();
    const { status, body } = await outgoing.request({
      method: 'GET',
      url: url.href,
      headers: { accept: 'text/html, application/json', 'accept-language': 'de' },
      timeoutMs: 15_000,
      maxResponseBytes: 5_000_000,
    });
    const milliseconds = clock.now().getTime() - begun;
    return { url: url.href, status, body: Buffer.from(body).toString('utf8'), milliseconds };
  };
}

export type FetchOwn = ReturnType<typeof createOwnPages>;

/** Median and 95th percentile (nearest rank). */
export function quantiles(times: readonly number[]): { medianMs: number; p95Ms: number } {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number): number => sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0;
  return { medianMs: at(0.5), p95Ms: at(0.95) };
}
