import { parseArgs } from 'node:util';
import { codeListName, nodesByPath, readSchema, XdfError } from '@verbund/xdatenfelder';
import { type ImportResult, type ListDecision } from '#modules/catalogue';
import { type Command, type CommandIo, RefusedError, UsageError } from './command.ts';
import { readCodeListFolder, readInput } from './fim-files.ts';
import { withServices } from './services.ts';
import { providerOf } from './tenant-option.ts';

export const fimImportCommand: Command = {
  name: 'fim import',
  summary: 'import XDatenfelder files into the catalogue / XDatenfelder-Dateien importieren',
  usage:
    'verbund fim import FILE… [--codelists DIR] [--provider SLUG] ' +
    '[--replace LIST=VERSION… --by NAME --reason TEXT] [--json]',
  async run(args, io) {
    const text = { type: 'string' } as const;
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        ...{ codelists: text, provider: text, by: text, reason: text },
        replace: { type: 'string', multiple: true },
      },
      allowPositionals: true,
      strict: true,
    });
    if (positionals.length === 0) throw new UsageError('Keine Datei angegeben. / No file given.');
    const decisions = readDecisions(values);
    const codeLists = await readCodeListFolder(values.codelists);
    const inputs: Input[] = [];
    for (const path of positionals) inputs.push(await readFile(path, decisions));
    refuseUnused(decisions, inputs);
    const files = await withServices(io.env, async (services) => {
      const provider = (await providerOf(services, values.provider)).id;
      const imported = [];
      for (const [at, { path, xml, replacements }] of inputs.entries()) {
        // The lists are in the store with the first file.
        const lists = at === 0 ? codeLists : [];
        const result = await services.catalogue.importSchema({ xml, provider, codeLists: lists, replacements });
        print(io, path, result);
        const { schema, schemaDigest, findings, missingCodeLists } = result;
        const { id, version, name } = schema;
        imported.push({ file: path, schemaDigest, id, version, name, findings, missingCodeLists, replacements });
      }
      return imported;
    });
    io.result({ files });
    return 0;
  },
};

interface Input {
  path: string;
  xml: Uint8Array;
  replacements: readonly ListDecision[];
}

/** A file with those of the decisions that are about a list it names. */
async function readFile(path: string, decisions: readonly ListDecision[]): Promise<Input> {
  const xml = await readInput(path);
  if (decisions.length === 0) return { path, xml, replacements: [] };
  try {
    const { schema } = await readSchema(xml);
    const named = new Set(
      [...nodesByPath(schema).values()].flatMap((node) =>
        node.kind === 'field' && node.codeList !== null ? [codeListName(node.codeList)] : [],
      ),
    );
    return { path, xml, replacements: decisions.filter(({ list }) => named.has(list)) };
  } catch (error) {
    if (!(error instanceof XdfError)) throw error;
    throw new RefusedError(`${path}: ${error.text.de} / ${error.text.en}`);
  }
}

/** `LIST=VERSION`: a list as the report names it, and the version that stands in for it. */
function readDecisions(values: { replace?: string[]; by?: string; reason?: string }): ListDecision[] {
  const { replace = [], by, reason } = values;
  if (replace.length === 0) return [];
  if (by === undefined || by.trim() === '' || reason === undefined || reason.trim() === '') {
    throw new UsageError('Zu --replace gehören --by und --reason. / --replace needs --by and --reason.');
  }
  return replace.map((one) => {
    // Uris may hold an equals sign, versions do not.
    const at = one.lastIndexOf('=');
    if (at <= 0 || at === one.length - 1) throw new UsageError(`--replace LIST=VERSION: ${one}`);
    return { list: one.slice(0, at), use: one.slice(at + 1), decidedBy: by, reason };
  });
}

function refuseUnused(decisions: readonly ListDecision[], inputs: readonly Input[]): void {
  const unused = decisions.find((one) => !inputs.some(({ replacements }) => replacements.includes(one)));
  if (unused === undefined) return;
  throw new RefusedError(`Keine Datei nennt diese Codeliste / no file names this code list: ${unused.list}`);
}

function print(io: CommandIo, path: string, { schema, schemaDigest, missingCodeLists }: ImportResult): void {
  io.print(`${path}: ${schema.id} ${schema.version ?? ''} ${schema.name}`);
  io.print(`  ${schemaDigest}`);
  for (const list of missingCodeLists) io.print(`  Codeliste fehlt / code list missing: ${list}`);
}
