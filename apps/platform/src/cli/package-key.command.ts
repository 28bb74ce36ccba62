import { parseArgs } from 'node:util';
import { type Signer, thumbprintOf } from '#modules/packages';
import { type Command, type CommandIo, UsageError } from './command.ts';
import { keyPathOf, readKey, writeNewKey } from './package-files.ts';

export const packageKeyCreateCommand: Command = {
  name: 'package key create',
  summary: 'make a key that signs service packages / einen Schlüssel für Dienstpakete anlegen',
  usage: `verbund package key create [-o KEYFILE] [--json]

An Ed25519 key as a JWK, readable by its owner alone; without -o the key of this machine
(VERBUND_DATA_DIR/package-signing-key.json). A key that is there is never overwritten. Keep a copy: without it nobody
can sign the next version.`,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { output: { type: 'string', short: 'o' } },
      allowPositionals: true,
      strict: true,
    });
    if (positionals.length > 0) throw new UsageError(`Unbekannt / unknown: ${positionals.join(' ')}`);
    const path = keyPathOf(io.env, values.output);
    return show(io, path, await writeNewKey(path));
  },
};

export const packageKeyShowCommand: Command = {
  name: 'package key show',
  summary: 'show thumbprint and public key / Fingerabdruck und öffentlichen Schlüssel zeigen',
  usage: `verbund package key show [KEYFILE] [--json]

The thumbprint (RFC 7638) is what others compare before they trust your packages.`,
  async run(args, io) {
    const { positionals } = parseArgs({ args: [...args], options: {}, allowPositionals: true, strict: true });
    if (positionals.length > 1) throw new UsageError(`Unbekannt / unknown: ${positionals.slice(1).join(' ')}`);
    const path = keyPathOf(io.env, positionals[0]);
    return show(io, path, await readKey(path));
  },
};

function show(io: CommandIo, path: string, { key }: Signer): 0 {
  const thumbprint = thumbprintOf(key);
  io.print(`Fingerabdruck / thumbprint: ${thumbprint}`);
  io.print(`Öffentlicher Schlüssel / public key: ${JSON.stringify(key)}`);
  io.print(path);
  io.result({ file: path, thumbprint, publicJwk: key });
  return 0;
}
