import { checkAll } from '../checks/check-all.ts';
import { realPorts } from '../client.ts';
import { type Command, type ExitCode } from './command.ts';
import { readArgs } from './settings-of.ts';

export const checkCommand: Command = {
  name: 'check',
  summary:
    'test configuration, keys, access, folders and receivers / Konfiguration, Schlüssel, Zugang, Ordner und Empfänger prüfen',
  usage: `verbund-connector check --config FILE [--json]

Says of everything that fails how to mend it. Changes nothing; a trial file in each folder is removed again. Exit code 0
when nothing fails, 1 otherwise, 2 for wrong usage.`,
  async run(args, io) {
    const results = await checkAll(readArgs(args).config, realPorts);
    for (const { destination, check, result, message, mend } of results) {
      const place = destination === undefined ? check : `${destination} ${check}`;
      io.print(`${marks[result]} ${place}: ${message}${mend === undefined ? '' : `\n    → ${mend}`}`);
    }
    io.result({ results });
    const code: ExitCode = results.some(({ result }) => result === 'failed') ? 1 : 0;
    return code;
  },
};

const marks = { good: 'gut     / good   ', warning: 'Hinweis / warning', failed: 'Fehler  / failed ' } as const;
