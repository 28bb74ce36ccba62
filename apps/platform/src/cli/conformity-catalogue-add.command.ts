import { parseArgs } from 'node:util';
import { AppError } from '#kernel/errors';
import { type Command, RefusedError, UsageError } from './command.ts';
import { withConformity } from './conformity-services.ts';
import { readInput } from './fim-files.ts';

export const conformityCatalogueAddCommand: Command = {
  name: 'conformity catalogue add',
  summary: 'take in a criteria catalogue / einen Kriterienkatalog aufnehmen',
  usage:
    'verbund conformity catalogue add FILE [--key JWK-FILE] [--json]\n' +
    '  --key  der Schlüssel, mit dem der Katalog unterschrieben sein muss / the key that must have signed it',
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { key: { type: 'string' } },
      allowPositionals: true,
      strict: true,
    });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0)
      throw new UsageError('Genau eine Datei angeben. / Name exactly one file.');
    const content = await readJson(file);
    const trustedKey = values.key === undefined ? null : await readJson(values.key);
    const { catalogue, isNew } = await withConformity(io.env, async ({ service, by }) => {
      try {
        return await service.addCatalogue({ content, trustedKey, by });
      } catch (error) {
        if (!(error instanceof AppError) || !error.code.startsWith('conformity/')) throw error;
        throw new RefusedError(`${file}: ${refusals[error.code] ?? error.code} ${error.detail ?? ''}`.trim());
      }
    });
    const { catalogue: name, version, digest, criteria, signer } = catalogue;
    const state = isNew ? 'aufgenommen / added' : 'schon vorhanden / there already';
    io.print(`${name} ${version}: ${String(criteria.length)} Kriterien / criteria, ${state}`);
    io.print(`  ${digest}`);
    io.print(signer === null ? '  ohne Unterschrift / not signed' : `  unterschrieben von / signed by ${signer}`);
    io.result({ catalogue: name, version, digest, criteria: criteria.length, signer, isNew });
    return 0;
  },
};

const refusals: Readonly<Record<string, string>> = {
  'conformity/catalogue-unreadable': 'nicht lesbar / cannot be read:',
  'conformity/catalogue-signature': 'die Unterschrift stimmt nicht / the signature is wrong:',
  'conformity/catalogue-changed':
    'diese Version gibt es schon mit anderem Inhalt / this version is there with another content',
};

async function readJson(file: string): Promise<unknown> {
  const text = Buffer.from(await readInput(file)).toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    throw new RefusedError(`${file}: kein JSON / not JSON`);
  }
}
