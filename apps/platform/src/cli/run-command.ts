import { ConfigError } from '../kernel/config/index.ts';
import { AppError } from '../kernel/errors/index.ts';
import { EmbeddedDatabaseError, FolderLockedError, MigrationError } from '../kernel/db/index.ts';
import { RefusedError, UsageError, type Command, type CommandIo, type ExitCode } from './command.ts';
import { commandTable, type CommandEntry } from './command-table.ts';

export interface Streams {
  out(text: string): void;
  err(text: string): void;
  env: NodeJS.ProcessEnv;
}

/** Everything of the command line but the process: finds the command, prints, and says how it ended. */
export async function runCommand(
  argv: readonly string[],
  streams: Streams,
  table: readonly CommandEntry[] = commandTable,
): Promise<ExitCode> {
  const isJson = argv.includes('--json');
  const wantsHelp = argv.includes('--help') || argv.includes('-h');
  const words = argv.filter((word) => word !== '--json' && word !== '--help' && word !== '-h');
  const io = createIo(streams, isJson);
  const found = findCommand(words, table);
  if (found === null) return withoutCommand(words, wantsHelp, streams, io, table);
  const command = await found.entry.load();
  if (wantsHelp) {
    streams.out(
      isJson ? json({ name: command.name, summary: command.summary, usage: command.usage }) : helpOf(command),
    );
    return 0;
  }
  try {
    return await command.run(found.rest, io);
  } catch (error) {
    return report(error, command, streams, isJson);
  }
}

/** The longest name wins: `fim check` before `fim`. */
function findCommand(
  words: readonly string[],
  table: readonly CommandEntry[],
): { entry: CommandEntry; rest: string[] } | null {
  const matches = table
    .map((entry) => ({ entry, parts: entry.name.split(' ') }))
    .filter(({ parts }) => parts.every((part, index) => words[index] === part))
    .sort((a, b) => b.parts.length - a.parts.length);
  const best = matches[0];
  return best === undefined ? null : { entry: best.entry, rest: words.slice(best.parts.length) };
}

function withoutCommand(
  words: readonly string[],
  wantsHelp: boolean,
  streams: Streams,
  io: CommandIo,
  table: readonly CommandEntry[],
): ExitCode {
  const group = table.filter(({ name }) => words.length > 0 && name.startsWith(`${words.join(' ')} `));
  const shown = group.length > 0 ? group : table;
  if (wantsHelp && (words.length === 0 || group.length > 0)) {
    streams.out(
      io.isJson ? json({ commands: shown.map(({ name, summary }) => ({ name, summary })) }) : overview(shown),
    );
    return 0;
  }
  const message =
    words.length === 0
      ? 'Kein Befehl angegeben. / No command given.'
      : `Unbekannter Befehl / unknown command: ${words.slice(0, 2).join(' ')}`;
  if (io.isJson) streams.out(json({ error: { kind: 'usage', message } }));
  streams.err(`${message}\n\n${overview(shown)}`);
  return 2;
}

function createIo(streams: Streams, isJson: boolean): CommandIo {
  let hasResult = false;
  return {
    isJson,
    env: streams.env,
    print: (line) => {
      if (!isJson) streams.out(`${line}\n`);
    },
    warn: (line) => streams.err(`${line}\n`),
    result: (value) => {
      if (!isJson) return;
      if (hasResult) throw new Error('a command has one result');
      hasResult = true;
      streams.out(json(value));
    },
  };
}

function report(error: unknown, command: Command, streams: Streams, isJson: boolean): ExitCode {
  const isUsage = error instanceof UsageError || isParseArgsError(error);
  const isKnown =
    error instanceof RefusedError ||
    error instanceof ConfigError ||
    error instanceof AppError ||
    error instanceof FolderLockedError ||
    error instanceof EmbeddedDatabaseError ||
    error instanceof MigrationError;
  const message = error instanceof Error ? error.message : 'failed';
  const code = error instanceof AppError ? error.code : undefined;
  if (isJson)
    streams.out(
      json({ error: { kind: isUsage ? 'usage' : 'refused', ...(code === undefined ? {} : { code }), message } }),
    );
  streams.err(
    isUsage
      ? `${message}\n\n${helpOf(command)}`
      : `${isKnown || !(error instanceof Error) ? message : (error.stack ?? message)}\n`,
  );
  return isUsage ? 2 : 1;
}

function isParseArgsError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const helpOf = (command: Command): string => `${command.summary}\n\n${command.usage}\n`;

function overview(table: readonly CommandEntry[]): string {
  const width = Math.max(...table.map(({ name }) => name.length));
  const lines = table.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `verbund BEFEHL [--help] [--json]\n\n${lines.join('\n')}\n`;
}
