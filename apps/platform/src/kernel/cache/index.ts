import { LRUCache } from 'lru-cache';

/** Values that are good for a short while; one load at a time per key. */
export interface Remembered<V> {
  get(key: string): Promise<V | undefined>;
  /** The next `get` loads anew; one that is loading at this moment still gets its answer, which is not kept. */
  forget(): void;
}

/** `undefined` is not remembered. A load that fails fails for those who wait for it, and is tried again by the next. */
export function remember<V extends object | string>(options: {
  max: number;
  milliseconds: number;
  load(key: string): Promise<V | undefined>;
}): Remembered<V> {
  const kept = new LRUCache<string, V>({ max: options.max, ttl: options.milliseconds });
  const loading = new Map<string, Promise<V | undefined>>();

  async function load(key: string, mine: () => boolean): Promise<V | undefined> {
    const value = await options.load(key);
    if (value !== undefined && mine()) kept.set(key, value);
    return value;
  }

  return {
    async get(key) {
      const known = kept.get(key);
      if (known !== undefined) return known;
      const underway = loading.get(key);
      if (underway !== undefined) return underway;
      const begun: Promise<V | undefined> = load(key, () => loading.get(key) === begun).finally(() => {
        if (loading.get(key) === begun) loading.delete(key);
      });
      loading.set(key, begun);
      return begun;
    },
    forget() {
      kept.clear();
      loading.clear();
    },
  };
}
