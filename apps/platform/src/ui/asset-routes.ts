import { readFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { type Reply, type Route } from '#kernel/http';
import { manifest } from './assets/manifest.gen.ts';
import { assetBase } from './frame.tsx';

interface LoadedAsset {
  body: Buffer;
  contentType: string;
  brotli: Buffer | null;
  gzip: Buffer | null;
}

const types: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  woff2: 'font/woff2',
};

function load(name: string): LoadedAsset {
  const body = readFileSync(new URL(`./assets/${name}`, import.meta.url));
  const ext = name.slice(name.lastIndexOf('.') + 1);
  // woff2 is compressed already.
  const isText = ext !== 'woff2';
  return {
    body,
    contentType: types[ext] ?? 'application/octet-stream',
    brotli: isText ? brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }) : null,
    gzip: isText ? gzipSync(body, { level: 9 }) : null,
  };
}

/** One route per file of ui/assets: names carry a hash of the content, so browsers may keep them for ever. */
export function assetRoutes(): Route[] {
  return manifest.files.map((name) => {
    const asset = load(name);
    return {
      method: 'GET',
      path: assetBase + name,
      name: `ui.asset-${name.replace(/-[0-9a-f]{10}\./, '-').replace(/[^a-z0-9]+/g, '-')}`,
      surface: 'page',
      access: { kind: 'public' },
      rate: 'asset',
      body: 'none',
      handle: async (ctx): Promise<Reply> => {
        const accepts = ctx.headers['accept-encoding'] ?? '';
        const headers: Record<string, string> = { 'cache-control': 'public, max-age=31536000, immutable' };
        let body = asset.body;
        if (asset.brotli !== null && asset.gzip !== null) {
          headers.vary = 'accept-encoding';
          if (/\bbr\b/.test(accepts)) {
            body = asset.brotli;
            headers['content-encoding'] = 'br';
          } else if (/\bgzip\b/.test(accepts)) {
            body = asset.gzip;
            headers['content-encoding'] = 'gzip';
          }
        }
        return { kind: 'bytes', body, contentType: asset.contentType, headers };
      },
    };
  });
}
