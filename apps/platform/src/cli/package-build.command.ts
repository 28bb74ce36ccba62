import { existsSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { assembleManifest, buildPackage, packageIdOf, thumbprintOf } from '#modules/packages';
import { type Command, type CommandIo, RefusedError, UsageError } from './command.ts';
import { inBothLanguages, keyPathOf, readOrMakeKey, readPackageFolder } from './package-files.ts';
import { packagesOf, withServices } from './services.ts';
import { providerOf } from './tenant-option.ts';

export const packageBuildCommand: Command = {
  name: 'package build',
  summary: 'build and sign a service package / ein Dienstpaket bauen und unterschreiben',
  usage: `verbund package build DIR -o FILE [--service NAME] [--key KEYFILE] [--json]
verbund package build VERSION -o FILE --provider SLUG [--json]

DIR holds service.json, schema.xml, overlay.json and, where needed, code-lists/ and replacements.json; it needs no
database. Without --key the key of this machine signs (VERBUND_DATA_DIR/package-signing-key.json, made at first use).
VERSION is the digest of a published version of the provider, whose key in the key service signs.`,
  async run(args, io) {
    const text = { type: 'string' } as const;
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { output: { ...text, short: 'o' }, service: text, key: text, provider: text },
      allowPositionals: true,
      strict: true,
    });
    const [subject, ...more] = positionals;
    const { output } = values;
    if (subject === undefined || more.length > 0 || output === undefined) {
      throw new UsageError('Ein Ordner oder eine Version und -o FILE. / A folder or a version and -o FILE.');
    }
    const isFolder = existsSync(subject) && statSync(subject).isDirectory();
    const built = await inBothLanguages(() =>
      isFolder ? fromFolder(io, subject, values) : fromVersion(io, subject, values.provider),
    );
    await writeFile(output, built.bytes);
    const { bytes, ...facts } = built;
    io.print(`${facts.packageId} ${facts.version}`);
    io.print(`  ${facts.digest}`);
    io.print(`  Schlüssel / key ${facts.signer}`);
    io.print(`  ${output} (${String(bytes.length)} Bytes)`);
    io.result({ file: output, bytes: bytes.length, ...facts });
    return 0;
  },
};

interface Built {
  packageId: string;
  version: string;
  digest: string;
  manifestDigest: string;
  signer: string;
  bytes: Uint8Array;
}

async function fromFolder(io: CommandIo, folder: string, values: { service?: string; key?: string }): Promise<Built> {
  const parts = await readPackageFolder(folder, values.service);
  const manifest = await assembleManifest(parts);
  const signer = await readOrMakeKey(keyPathOf(io.env, values.key));
  const { bytes, digest, manifestDigest } = await buildPackage(manifest, parts.source, signer);
  const { version } = manifest;
  return { packageId: packageIdOf(manifest), version, digest, manifestDigest, signer: thumbprintOf(signer.key), bytes };
}

async function fromVersion(io: CommandIo, version: string, slug: string | undefined): Promise<Built> {
  const hash = version.replace(/^sha256:/u, '');
  if (!/^[0-9a-f]{64}$/u.test(hash)) {
    throw new RefusedError(`${version}: weder Ordner noch Version. / neither a folder nor a version.`);
  }
  if (slug === undefined) throw new UsageError('Zu einer Version gehört --provider. / A version needs --provider.');
  return withServices(io.env, async (services) => {
    const packages = packagesOf(services);
    const provider = await providerOf(services, slug);
    const built = await packages.build({ provider: provider.id, versionDigest: `sha256:${hash}` });
    const bytes = await packages.file(built.digest);
    if (bytes === null) throw new RefusedError(`${version}: nicht da / not there`);
    const { packageId, digest, versionDigest: manifestDigest, signerKid: signer } = built;
    return { packageId, version: built.version, digest, manifestDigest, signer, bytes };
  });
}
