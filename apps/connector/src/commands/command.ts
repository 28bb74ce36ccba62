/** 0 good, 1 refused input or a failed check, 2 wrong usage. */
export type ExitCode = 0 | 1 | 2;

export type CommandIo = {
  /** One line for people on standard output; silent with --json. */
  print(line: string): void;
  /** One line on standard error. */
  warn(line: string): void;
  /** The result for programs; printed only with --json. */
  result(value: unknown): void;
  /** One line of JSON on standard output, always: for the program that started this one. */
  announce(value: unknown): void;
};

export type Command = {
  name: string;
  summary: string;
  usage: string;
  run(args: readonly string[], io: CommandIo): Promise<ExitCode>;
};

/** Wrong arguments: message and usage are shown, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Input that is refused: the message is shown, exit code 1. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}
