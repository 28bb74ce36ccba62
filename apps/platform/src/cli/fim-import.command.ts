import { parseArgs } from 'node:util';
import { type Tenant } from '#modules/identity';
import { type Command, RefusedError, UsageError } from './command.ts';
import { readCodeListFolder, readInput } from './fim-files.ts';
import { type CommandServices, withServices } from './services.ts';

export const fimImportCommand: Command = {
  name: 'fim import',
  summary: 'import XDatenfelder files into the catalogue / XDatenfelder-Dateien importieren',
  usage: 'verbund fim import FILE… [--codelists DIR] [--provider SLUG] [--json]',
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { codelists: { type: 'string' }, provider: { type: 'string' } },
      allowPositionals: true,
      strict: true,
    });
    if (positionals.length === 0) throw new UsageError('Keine Datei angegeben. / No file given.');
    const codeLists = await readCodeListFolder(values.codelists);
    const inputs: { path: string; xml: Uint8Array }[] = [];
    for (const path of positionals) inputs.push({ path, xml: await readInput(path) });
    const files = await withServices(io.env, async (services) => {
      const provider = await providerOf(services, values.provider);
      const imported = [];
      for (const { path, xml } of inputs) {
        const result = await services.catalogue.importSchema({ xml, provider: provider.id, codeLists });
        const { schema, schemaDigest, findings, missingCodeLists } = result;
        io.print(`${path}: ${schema.id} ${schema.version ?? ''} ${schema.name}`);
        io.print(`  ${schemaDigest}`);
        for (const list of missingCodeLists) io.print(`  Codeliste fehlt / code list missing: ${list}`);
        const { id, version, name } = schema;
        imported.push({ file: path, schemaDigest, id, version, name, findings, missingCodeLists });
      }
      return imported;
    });
    io.result({ files });
    return 0;
  },
};

async function providerOf({ identity }: CommandServices, slug: string | undefined): Promise<Tenant> {
  if (slug === undefined) return identity.operatorTenant();
  const tenant = await identity.tenantBySlug(slug);
  if (tenant === null) throw new RefusedError(`Kein Mandant „${slug}“. / No tenant "${slug}".`);
  return tenant;
}
