/** 0 good, 1 refused input or a failed check, 2 wrong usage. */
export type ExitCode = 0 | 1 | 2;

export interface CommandIo {
  /** One line for people, on standard output; silent with --json. */
  print(line: string): void;
  /** One line on standard error. */
  warn(line: string): void;
  /** The result for programs; printed only with --json, once. */
  result(value: unknown): void;
  readonly isJson: boolean;
  readonly env: NodeJS.ProcessEnv;
}

export interface Command {
  /** One or two words, e.g. 'fit-connect client create'. */
  name: string;
  summary: string;
  /** Shown by --help below the summary. */
  usage: string;
  run(args: readonly string[], io: CommandIo): Promise<ExitCode>;
}

/** Thrown by a command for wrong arguments: message and usage are shown, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Thrown by a command for input that it refuses: the message is shown, exit code 1. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}
