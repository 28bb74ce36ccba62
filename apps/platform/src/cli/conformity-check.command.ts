import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Report, reportJson, type Subject } from '#modules/conformity';
import { type Command, type CommandIo, RefusedError, UsageError } from './command.ts';
import { type ConformityCommand, withConformity } from './conformity-services.ts';

const results = {
  erfuellt: '✔ erfüllt / met',
  teilweise: '✘ teilweise / partly',
  nicht_erfuellt: '✘ nicht erfüllt / not met',
  entbehrlich: '– entbehrlich / dispensable',
  nicht_geprueft: '? nicht geprüft / not checked',
} as const;
const patienceMs = 15 * 60_000;

export const conformityCheckCommand: Command = {
  name: 'conformity check',
  summary: 'check a package or an offering / ein Paket oder ein Angebot prüfen',
  usage:
    'verbund conformity check PACKAGE|OFFERING [--criteria VERSION] [--json]\n' +
    '  PACKAGE: ANBIETER/DIENST[@VERSION] oder Prüfsumme / PROVIDER/SERVICE[@VERSION] or digest\n' +
    '  OFFERING: STADT/DIENST oder Kennung / TOWN/SERVICE or id\n' +
    '  Ende mit 1, wenn ein Muss-Kriterium offen ist / exit code 1 when an obligatory criterion is open',
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { criteria: { type: 'string' } },
      allowPositionals: true,
      strict: true,
    });
    const [name, ...more] = positionals;
    if (name === undefined || more.length > 0) {
      throw new UsageError('Genau ein Paket oder Angebot angeben. / Name exactly one package or offering.');
    }
    const report = await withConformity(io.env, async (command) => {
      const subject = await command.service.findSubject(name);
      if (subject === null) throw new RefusedError(`${name}: nicht gefunden / not found`);
      return check(command, subject, values.criteria, io);
    });
    print(report, io);
    io.result(reportJson(report));
    return report.conforms ? 0 : 1;
  },
};

/** By the workers of the platform where one runs, else here. */
async function check(
  { service, by, isRunning }: ConformityCommand,
  subject: Subject,
  criteria: string | undefined,
  io: CommandIo,
): Promise<Report> {
  const used = await service.criteria(criteria);
  const input = { subject, by, criteria: `${used.catalogue}@${used.version}` };
  if (!isRunning) {
    io.warn('Die Plattform läuft nicht: Seiten und Zustellung bleiben ungeprüft. / The platform is not running: pages and delivery stay unchecked.'); // prettier-ignore
    return service.assessNow(input);
  }
  const { id } = await service.assess(input);
  const deadline = Date.now() + patienceMs;
  for (let seen = -1; Date.now() < deadline; await sleep(500)) {
    const run = await service.assessment(id);
    if (run === null) break;
    if (run.done !== seen) io.print(`${String(run.done)}/${String(run.total)} …`);
    seen = run.done;
    if (run.state === 'done' || run.state === 'failed') {
      const report = await service.report(subject, input.criteria);
      if (report !== null) return report;
    }
  }
  throw new RefusedError('Die Prüfung wurde nicht fertig. / The check did not finish.');
}

function print(report: Report, io: CommandIo): void {
  const { subject } = report;
  io.print(
    `${subject.offering ?? subject.packageId} ${subject.version}, ${report.catalogue} ${report.criteriaVersion}`,
  );
  for (const { criterion, counts, result, finding } of report.states) {
    if (!counts) continue;
    io.print(`${criterion.id.padEnd(9)} ${criterion.obligation} ${results[result]}: ${finding?.reason.de ?? '–'}`);
  }
  const open = `${String(report.openMust)} Muss-Kriterien offen / obligatory criteria open`;
  io.print(report.conforms ? 'Konform. / Conforms.' : `Nicht konform: ${open}. / Does not conform.`);
}
