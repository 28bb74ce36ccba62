import fastifyStatic from '@fastify/static';
import { type FastifyInstance } from 'fastify';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';

const oneYear = 'public, max-age=31536000, immutable';
// A folder or a part of the file name that is a content hash: at least eight characters of hex.
const hashedName = /[.-][0-9a-f]{8,64}\.[a-z0-9]+(?:\.(?:br|gz))?$/;
const hashedFolder = /[/\\][0-9a-f]{8,64}[/\\]/;

/** What is named by its content never changes; everything else is asked for again each time (ETag answers 304). */
export function assetCacheControl(path: string): string {
  return hashedName.test(basename(path)) || hashedFolder.test(path) ? oneYear : 'public, no-cache';
}

export async function registerAssets(app: FastifyInstance, root: string): Promise<void> {
  await app.register(fastifyStatic, {
    root,
    prefix: '/assets/',
    index: false,
    dotfiles: 'ignore',
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.header('cache-control', assetCacheControl(path.slice(root.length)));
    },
  });
  for (const name of ['favicon.ico', 'favicon.svg']) {
    if (existsSync(join(root, name))) app.get(`/${name}`, (_request, reply) => reply.sendFile(name));
  }
}
