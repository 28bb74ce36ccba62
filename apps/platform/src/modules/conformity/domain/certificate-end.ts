import { X509Certificate } from 'node:crypto';

/** ISO day on which the first certificate of a chain (`x5c`, base64 DER) ends; null: there is none. */
export function certificateEnd(chain: readonly string[]): string | null {
  const ends = chain.map((der) => new Date(new X509Certificate(Buffer.from(der, 'base64')).validTo));
  return (
    ends
      .toSorted((a, b) => a.getTime() - b.getTime())[0]
      ?.toISOString()
      .slice(0, 10) ?? null
  );
}
