import { parseArgs } from 'node:util';
import {
  analyseRules,
  type CodeListProvider,
  describeSchema,
  readSchema,
  recogniseRules,
  resolveCodeLists,
  type SchemaReport,
  XdfError,
} from '@verbund/xdatenfelder';
import { type Command, type CommandIo, UsageError } from './command.ts';
import { codeListProvider, readCodeListFolder, readInput } from './fim-files.ts';

type FileReport = Omit<SchemaReport, 'dialect' | 'id' | 'name'> & Record<'dialect' | 'id' | 'name', string | null>;

export const fimCheckCommand: Command = {
  name: 'fim check',
  summary: 'check XDatenfelder files / XDatenfelder-Dateien prüfen',
  usage: 'verbund fim check FILE… [--codelists DIR] [--json]',
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { codelists: { type: 'string' } },
      allowPositionals: true,
      strict: true,
    });
    if (positionals.length === 0) throw new UsageError('Keine Datei angegeben. / No file given.');
    const lists = await codeListProvider(await readCodeListFolder(values.codelists));
    const files: FileReport[] = [];
    for (const path of positionals) {
      const report = await checkFile(path, lists);
      printReport(io, report);
      files.push(report);
    }
    if (files.length > 1) printTotal(io, files);
    io.result({ files });
    return files.some((file) => file.findings.some(({ level }) => level === 'error')) ? 1 : 0;
  },
};

async function checkFile(path: string, lists: CodeListProvider): Promise<FileReport> {
  const bytes = await readInput(path);
  try {
    const read = await readSchema(bytes);
    const { schema, status, findings } = await resolveCodeLists(read.schema, lists);
    const { recognised, findings: unread } = recogniseRules(schema);
    const conflicts = analyseRules(schema, { rules: recognised });
    return describeSchema(path, schema, [...read.findings, ...findings, ...unread, ...conflicts], status);
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
  for (const { level, path, message } of report.findings.slice(0, shownFindings)) {
    const word = level === 'error' || level === 'warning' ? levels[level] : levels.note;
    io.print(`  ${word}: ${message}${path === '' ? '' : ` [${path}]`}`);
  }
  const more = report.findings.length - shownFindings;
  if (more > 0) io.print(`  … und ${String(more)} weitere (--json zeigt alle)`);
}
