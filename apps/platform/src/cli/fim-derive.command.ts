import { parseArgs } from 'node:util';
import {
  readSchema,
  recogniseRules,
  resolveCodeLists,
  type RuleSet,
  type SchemaModel,
  toJsonSchema,
  toOutline,
  toXsd,
  XdfError,
} from '@verbund/xdatenfelder';
import { type Command, type CommandIo, RefusedError, UsageError } from './command.ts';
import { codeListProvider, readCodeListFolder, streamInput } from './fim-files.ts';

const targets = ['json-schema', 'xsd', 'outline'] as const;
type Target = (typeof targets)[number];

export const fimDeriveCommand: Command = {
  name: 'fim derive',
  summary: 'derive JSON Schema, XSD or an outline / JSON Schema, XSD oder Gliederung ableiten',
  usage: 'verbund fim derive FILE --to json-schema|xsd|outline [--codelists DIR] [--json]',
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { to: { type: 'string' }, codelists: { type: 'string' } },
      allowPositionals: true,
      strict: true,
    });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0)
      throw new UsageError('Genau eine Datei angeben. / Name exactly one file.');
    const target = targets.find((known) => known === values.to);
    if (target === undefined) throw new UsageError(`--to ${targets.join('|')}`);
    const { schema, rules } = await readForm(file, values.codelists, io);
    print(io, file, target, schema, rules);
    return 0;
  },
};

/** What is missing changes the artefact, so it is said; on standard error, where no program reads the artefact. */
async function readForm(file: string, folder: string | undefined, io: CommandIo) {
  const lists = await codeListProvider(await readCodeListFolder(folder));
  try {
    const { schema, status } = await resolveCodeLists((await readSchema(streamInput(file))).schema, lists);
    const { recognised, unrecognised } = recogniseRules(schema);
    for (const name of status.missing) io.warn(`Codeliste fehlt / code list missing: ${name}`);
    for (const { id } of unrecognised) io.warn(`Regel nicht erkannt / rule not recognised: ${id}`);
    return { schema, rules: { rules: recognised } };
  } catch (error) {
    if (!(error instanceof XdfError)) throw error;
    throw new RefusedError(`${file}: ${error.text.de} / ${error.text.en}`);
  }
}

/** With --json a JSON Schema is itself; the other two are wrapped. */
function print(io: CommandIo, file: string, to: Target, schema: SchemaModel, rules: RuleSet): void {
  if (to === 'json-schema') {
    const derived = toJsonSchema(schema, rules);
    io.print(JSON.stringify(derived, null, 2));
    io.result(derived);
    return;
  }
  const text = to === 'xsd' ? toXsd(schema, rules) : toOutline(schema);
  io.print(text.trimEnd());
  io.result({ file, to, text });
}
