import { parseArgs } from 'node:util';
import { packageIdOf, readPackage, thumbprintOf } from '#modules/packages';
import { type Command, RefusedError, UsageError } from './command.ts';
import { inBothLanguages, readArchiveFile } from './package-files.ts';

export const packageVerifyCommand: Command = {
  name: 'package verify',
  summary: 'check a service package and its signature / ein Dienstpaket und seine Unterschrift prüfen',
  usage: `verbund package verify FILE [--trust-key THUMBPRINT] [--json]

Checks format, sums, signature, manifest, data schema, rules and code lists; it needs no database and fetches nothing.
Whose key it is the file cannot say: compare the thumbprint with the provider, or name it with --trust-key.`,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { 'trust-key': { type: 'string' } },
      allowPositionals: true,
      strict: true,
    });
    const [path, ...more] = positionals;
    if (path === undefined || more.length > 0) throw new UsageError('Genau eine Datei. / Exactly one file.');
    const { manifest, digest, index, signature } = await inBothLanguages(async () =>
      readPackage(await readArchiveFile(path)),
    );
    const thumbprint = thumbprintOf(signature.key);
    const trusted = values['trust-key'];
    if (trusted !== undefined && trusted !== thumbprint) {
      throw new RefusedError(`Unterschrieben mit einem anderen Schlüssel. / Signed with another key. (${thumbprint})`);
    }
    io.print(`${index.packageId} ${index.version}: ${manifest.service.name.de}`);
    io.print(`  ${digest}`);
    io.print(`  Schlüssel / key ${thumbprint}`);
    if (trusted === undefined) {
      io.print('  Vergleichen Sie den Fingerabdruck mit dem Anbieter. / Compare the thumbprint with the provider.');
    }
    io.result({
      file: path,
      packageId: packageIdOf(manifest),
      version: index.version,
      digest,
      manifestDigest: index.manifestDigest,
      minimumPlatform: index.minimumPlatform,
      name: manifest.service.name,
      provider: manifest.provider,
      signer: thumbprint,
      trusted: trusted !== undefined,
      files: index.files,
    });
    return 0;
  },
};
