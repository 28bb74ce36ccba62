import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createKeyPair } from '@verbund/fit-connect';
import { toJson } from '../durable.ts';
import { errorCode } from '../files.ts';
import { type Command, RefusedError, UsageError } from './command.ts';

export const keysCommand: Command = {
  name: 'keys create',
  summary: 'make the two key pairs of a destination / die zwei Schlüsselpaare eines Zustellpunkts erzeugen',
  usage: `verbund-connector keys create --out DIR --subject NAME

Writes encryption-private.jwk.json and signature-private.jwk.json (mode 0600; whoever has them reads every submission)
and the public halves with a self-signed certificate. FITKO takes self-signed ones on TEST only; elsewhere put the chain
from the administration PKI into x5c. Existing files are never overwritten.`,
  async run(args, io) {
    const options = { out: { type: 'string' }, subject: { type: 'string' } } as const;
    const { out, subject } = parseArgs({ args: [...args], options, strict: true }).values;
    if (!out || !subject) throw new UsageError('--out DIR und --subject NAME fehlen / are missing');
    await mkdir(out, { recursive: true, mode: 0o700 });
    const written: Record<string, string> = {};
    for (const [use, name] of [
      ['enc', 'encryption'],
      ['sig', 'signature'],
    ] as const) {
      const { privateJwk, publicJwk } = await createKeyPair({ use, subject });
      written[`${name}Private`] = await writeNew(join(out, `${name}-private.jwk.json`), privateJwk, 0o600);
      written[`${name}Public`] = await writeNew(join(out, `${name}-public.jwk.json`), publicJwk, 0o644);
    }
    for (const file of Object.values(written)) io.print(file);
    io.result(written);
    return 0;
  },
};

async function writeNew(path: string, value: unknown, mode: number): Promise<string> {
  try {
    await writeFile(path, toJson(value), { flag: 'wx', mode, flush: true });
    await chmod(path, mode);
    return path;
  } catch (error) {
    if (errorCode(error) === 'EEXIST')
      throw new RefusedError(`${path}: gibt es schon, wird nicht überschrieben / exists and is not overwritten`);
    throw error;
  }
}
