import { parseArgs } from 'node:util';
import { type Command, UsageError } from './command.ts';
import { readInput } from './fim-files.ts';
import { withServices } from './services.ts';
import { providerOf } from './tenant-option.ts';

export const codeListAddCommand: Command = {
  name: 'code-list add',
  summary: 'put code lists (genericode) into the store / Codelisten (genericode) aufnehmen',
  usage: 'verbund code-list add FILE… [--provider SLUG] [--json]',
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { provider: { type: 'string' } },
      allowPositionals: true,
      strict: true,
    });
    if (positionals.length === 0) throw new UsageError('Keine Datei angegeben. / No file given.');
    const files: { name: string; bytes: Uint8Array }[] = [];
    for (const name of positionals) files.push({ name, bytes: await readInput(name) });
    const codeLists = await withServices(io.env, async (services) => {
      const provider = await providerOf(services, values.provider);
      return services.catalogue.addCodeLists(provider.id, files);
    });
    for (const { canonicalVersionUri, name, codes, isNew, test } of codeLists) {
      const state = isNew ? 'aufgenommen / added' : 'schon vorhanden / there already';
      io.print(`${canonicalVersionUri}: ${name}, ${String(codes)} Werte / values, ${state}`);
      if (test) io.print('  TEST: damit wird nichts veröffentlicht / nothing is published with it');
    }
    io.result({ codeLists });
    return 0;
  },
};
