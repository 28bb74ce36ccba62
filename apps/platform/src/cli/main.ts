import { runCommand } from './run-command.ts';

/** Called by bin/verbund.mjs. A command that keeps running (serve) returns when it has stopped. */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  process.exitCode = await runCommand(argv, {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    env: process.env,
  });
}
