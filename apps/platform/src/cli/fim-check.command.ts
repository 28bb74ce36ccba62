import { parseArgs } from 'node:util';
import {
  type CodeListProvider,
  describeSchema,
  readSchema,
  recogniseRules,
  resolveCodeLists,
  type SchemaReport,
  XdfError,
} from '@verbund/xdatenfelder';
import { type Command, type CommandIo, UsageError } from './command.ts';
import { codeListProvider, readCodeListFolder, streamInput } from './fim-files.ts';
import { loadXsdCheck, type XsdCheck } from './fim-xsd.ts';

type FileReport = Omit<SchemaReport, 'dialect' | 'id' | 'name'> & Record<'dialect' | 'id' | 'name', string | null>;

export const fimCheckCommand: Command = {
  name: 'fim check',
  summary: 'check XDatenfelder files / XDatenfelder-Dateien prüfen',
  usage: 'verbund fim check FILE… [--codelists DIR] [--xsd DIR] [--json]',
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { codelists: { type: 'string' }, xsd: { type: 'string' } },
      allowPositionals: true,
      strict: true,
    });
    if (positionals.length === 0) throw new UsageError('Keine Datei angegeben. / No file given.');
    const lists = await codeListProvider(await readCodeListFolder(values.codelists));
    const xsd = values.xsd === undefined ? null : await loadXsdCheck(values.xsd);
    const files: FileReport[] = [];
    for (const path of positionals) {
      const report = await checkFile(path, lists, xsd);
      printReport(io, report);
      files.push(report);
    }
    if (files.length > 1) printTotal(io, files);
    io.result({ files });
    return files.some((file) => file.findings.some(({ level }) => level === 'error')) ? 1 : 0;
  },
};

async function checkFile(path: string, lists: CodeListProvider, xsd: XsdCheck | null): Promise<FileReport> {
  const bytes: Uint8Array[] = [];
  try {
    const read = await readSchema(streamInput(path, xsd === null ? undefined : bytes));
    const { schema, status, findings } = await resolveCodeLists(read.schema, lists);
    const violations = xsd === null ? [] : await xsd(schema.dialect, Buffer.concat(bytes));
    const all = [...violations, ...read.findings, ...findings, ...recogniseRules(schema).findings];
    return describeSchema(path, schema, all, status);
  } catch (error) {
    if (!(error instanceof XdfError)) throw error;
    return refused(path, error);
  }
}

function refused(file: string, error: XdfError): FileReport {
  return {
    ...{ file, dialect: null, id: null, version: null, name: null },
    ...{ groups: 0, fields: 0, rules: 0, recognisedRules: 0, codeLists: { found: 0, missing: 0 } },
    findings: [{ level: 'error', code: error.code, path: '', message: error.text.de }],
    ...{ missingCodeLists: [], unrecognisedRules: [], conflicts: [] },
  };
}

function printTotal(io: CommandIo, files: readonly FileReport[]): void {
  const rules = files.reduce((sum, file) => sum + file.rules, 0);
  const recognised = files.reduce((sum, file) => sum + file.recognisedRules, 0);
  io.print(`Zusammen: ${String(rules)} Regeln, ${String(recognised)} erkannt${shareOf(recognised, rules)}`);
}

function shareOf(recognised: number, rules: number): string {
  return rules === 0 ? '' : `, ${String(Math.floor((100 * recognised) / rules))} %`;
}

const levels = { error: 'Fehler', warning: 'Warnung', note: 'Hinweis' } as const;
/** Findings of one file that are listed for people; --json has all. */
const shownFindings = 20;

function printReport(io: CommandIo, report: FileReport): void {
  io.print(report.file);
  if (report.dialect !== null) {
    io.print(`  XDatenfelder ${report.dialect}, ${report.id ?? ''} ${report.version ?? ''}, ${report.name ?? ''}`);
    const { groups, fields, rules, recognisedRules, codeLists } = report;
    io.print(
      `  ${String(groups)} Gruppen, ${String(fields)} Felder, ${String(rules)} Regeln (${String(recognisedRules)} erkannt${shareOf(recognisedRules, rules)}), ` +
        `Codelisten: ${String(codeLists.found)} gefunden, ${String(codeLists.missing)} fehlen`,
    );
  }
  const shown = report.findings.filter((finding) => !report.conflicts.includes(finding));
  for (const { level, path, message, quality } of shown.slice(0, shownFindings)) {
    const word = level === 'error' || level === 'warning' ? levels[level] : levels.note;
    const number = quality === undefined ? '' : ` (${String(quality)})`;
    io.print(`  ${word}${number}: ${message}${path === '' ? '' : ` [${path}]`}`);
  }
  for (const name of report.missingCodeLists) io.print(`  Codeliste fehlt: ${name}`);
  for (const { id, name } of report.unrecognisedRules) io.print(`  Regel zu prüfen: ${id} ${name}`);
  for (const { message, path } of report.conflicts) io.print(`  Konflikt: ${message} [${path}]`);
  const more = shown.length - shownFindings;
  if (more > 0) io.print(`  … und ${String(more)} weitere (--json zeigt alle)`);
}
