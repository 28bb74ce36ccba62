import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readPackage, thumbprintOf } from '#modules/packages';
import { type Command, UsageError } from './command.ts';
import { inBothLanguages, keyPathOf, readArchiveFile, readKey } from './package-files.ts';
import { packagesOf, withServices } from './services.ts';
import { providerOf } from './tenant-option.ts';

export const packagePublishCommand: Command = {
  name: 'package publish',
  summary: 'publish a service package on this installation / ein Dienstpaket hier veröffentlichen',
  usage: `verbund package publish FILE [--provider SLUG] [--trust-key THUMBPRINT] [--json]

Creates the provider, code lists, schema and version where they are missing. The first package of a provider needs
--trust-key with the thumbprint that the provider has told you; the key of this machine is trusted without it. Later
packages must be signed with the same key or one that it has signed. --provider refuses packages of anybody else.`,
  async run(args, io) {
    const text = { type: 'string' } as const;
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { provider: text, 'trust-key': text },
      allowPositionals: true,
      strict: true,
    });
    const [path, ...more] = positionals;
    if (path === undefined || more.length > 0) throw new UsageError('Genau eine Datei. / Exactly one file.');
    const published = await inBothLanguages(async () => {
      const bytes = await readArchiveFile(path);
      const { signature } = await readPackage(bytes);
      const own = await ownThumbprint(keyPathOf(io.env, undefined));
      const signer = thumbprintOf(signature.key);
      const trustKey = values['trust-key'] ?? (own === signer ? own : undefined);
      return withServices(io.env, async (services) => {
        const provider = values.provider === undefined ? null : (await providerOf(services, values.provider)).id;
        return packagesOf(services).publish({ bytes, provider, trustKey, by: 'verbund package publish' });
      });
    });
    io.print(`${published.packageId} ${published.version}`);
    io.print(`  ${published.digest}`);
    io.result(published);
    return 0;
  },
};

async function ownThumbprint(path: string): Promise<string | null> {
  return existsSync(path) ? thumbprintOf((await readKey(path)).key) : null;
}
