import { FitConnectError } from '@verbund/fit-connect';
import { type Command, type CommandIo, type ExitCode, RefusedError, UsageError } from './commands/command.ts';
import { checkCommand } from './commands/check.command.ts';
import { destinationCommand } from './commands/destination.command.ts';
import { keysCommand } from './commands/keys.command.ts';
import { rotateCommand } from './commands/rotate.command.ts';
import { runCommand } from './commands/run.command.ts';
import { StateBusyError, StateDamagedError } from './store/database.ts';

const commands: readonly Command[] = [runCommand, checkCommand, keysCommand, rotateCommand, destinationCommand];

export type Streams = { out(text: string): void; err(text: string): void };

/** Called by bin/verbund-connector.mjs. */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  process.exitCode = await execute(argv, {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  });
}

/** Everything of the command line but the process. */
export async function execute(argv: readonly string[], streams: Streams): Promise<ExitCode> {
  const isJson = argv.includes('--json');
  const wantsHelp = argv.includes('--help') || argv.includes('-h');
  const words = argv.filter((word) => !['--json', '--help', '-h'].includes(word));
  const command = commands.find(({ name }) => name.split(' ').every((part, index) => words[index] === part));
  if (!command) {
    if (wantsHelp && words.length === 0) return say(streams.out, overview(), 0);
    const message =
      words.length === 0 ? 'Kein Befehl / no command' : `Unbekannter Befehl / unknown command: ${words.join(' ')}`;
    if (isJson) streams.out(json({ error: { kind: 'usage', message } }));
    return say(streams.err, `${message}\n\n${overview()}`, 2);
  }
  if (wantsHelp) {
    const { name, summary, usage } = command;
    return say(streams.out, isJson ? json({ name, summary, usage }) : helpOf(command), 0);
  }
  try {
    return await command.run(words.slice(command.name.split(' ').length), createIo(streams, isJson));
  } catch (error) {
    return report(error, command, streams, isJson);
  }
}

function createIo(streams: Streams, isJson: boolean): CommandIo {
  return {
    print: (line) => (isJson ? undefined : streams.out(`${line}\n`)),
    warn: (line) => streams.err(`${line}\n`),
    result: (value) => (isJson ? streams.out(json(value)) : undefined),
    announce: (value) => streams.out(`${JSON.stringify(value)}\n`),
  };
}

function report(error: unknown, command: Command, streams: Streams, isJson: boolean): ExitCode {
  const isUsage = error instanceof UsageError || isParseArgsError(error);
  const message = error instanceof Error ? error.message : String(error);
  if (isJson) streams.out(json({ error: { kind: isUsage ? 'usage' : 'refused', message } }));
  if (isUsage) return say(streams.err, `${message}\n\n${helpOf(command)}`, 2);
  const isExpected =
    error instanceof RefusedError ||
    error instanceof StateBusyError ||
    error instanceof StateDamagedError ||
    // What the service says names what to mend, for instance a wrong secret.
    error instanceof FitConnectError ||
    hasCode(error);
  const shown = isExpected || !(error instanceof Error) ? message : (error.stack ?? message);
  return say(streams.err, `${shown}\n`, 1);
}

/** Failures of files and sockets say enough by their message. */
function hasCode(error: unknown): boolean {
  return error instanceof Error && 'code' in error;
}

function isParseArgsError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

function say(write: (text: string) => void, text: string, code: ExitCode): ExitCode {
  write(text);
  return code;
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
const helpOf = ({ summary, usage }: Command): string => `${summary}\n\n${usage}\n`;

function overview(): string {
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(18)}  ${summary}`);
  return `verbund-connector BEFEHL [--help] [--json]\n\n${lines.join('\n')}\n`;
}
