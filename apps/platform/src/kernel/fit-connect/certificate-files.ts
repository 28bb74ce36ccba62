import { readFile } from 'node:fs/promises';
import { readDer } from '@verbund/fit-connect';
import { type Config } from '../config/types.ts';

/**
 * Trust anchors and revocation lists of the settings, each block as base64 DER. Read anew at every use: lists change
 * daily, and keys are checked rarely. Throws naming the file that cannot be read or holds no block.
 */
export async function readCertificateFiles(
  files: Config['certificates'],
): Promise<{ anchors: string[]; revocationLists: string[] }> {
  return {
    anchors: await readAll(files.anchorFiles, 'certificate'),
    revocationLists: await readAll(files.revocationListFiles, 'revocationList'),
  };
}

async function readAll(files: readonly string[], kind: Parameters<typeof readDer>[1]): Promise<string[]> {
  const blocks: string[] = [];
  for (const file of files) {
    const found = readDer(await readFile(file, 'utf8'), kind);
    if (found.length === 0) throw new Error(`${file} holds no PEM block`);
    blocks.push(...found);
  }
  return blocks;
}
