import { parseArgs } from 'node:util';
import { type Command } from './command.ts';
import { withServices } from './services.ts';
import { providerOf } from './tenant-option.ts';

export const codeListListCommand: Command = {
  name: 'code-list list',
  summary: 'list the code lists in the store / die aufgenommenen Codelisten auflisten',
  usage: 'verbund code-list list [--provider SLUG] [--json]',
  async run(args, io) {
    const { values } = parseArgs({ args: [...args], options: { provider: { type: 'string' } }, strict: true });
    const codeLists = await withServices(io.env, async (services) => {
      const provider = await providerOf(services, values.provider);
      return services.catalogue.codeLists(provider.id);
    });
    if (codeLists.length === 0) io.print('Keine Codelisten. / No code lists.');
    for (const { canonicalVersionUri, name, codes, test, shared } of codeLists) {
      const marks = [test ? 'TEST' : '', shared ? 'für alle / for all' : ''].filter((mark) => mark !== '');
      io.print([`${canonicalVersionUri}: ${name}, ${String(codes)} Werte / values`, ...marks].join(', '));
    }
    io.result({ codeLists });
    return 0;
  },
};
