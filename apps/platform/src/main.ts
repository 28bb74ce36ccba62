import { commandTable, type CommandEntry } from './cli/command-table.ts';
import { runCommand } from './cli/run-command.ts';

/** Commands that need the whole platform; the rest of the command line knows modules only. */
const platformCommands: readonly CommandEntry[] = [
  {
    name: 'serve',
    summary: 'run the platform / die Plattform starten',
    load: async () => (await import('./serve.command.ts')).serveCommand,
  },
  {
    name: 'demo',
    summary: 'run the demonstration with simulators / die Demonstration mit Simulatoren starten',
    load: async () => (await import('./demo/demo.command.ts')).demoCommand,
  },
];

/** The whole command line; docs/reference/cli.md is made from it. */
export const allCommands: readonly CommandEntry[] = [...commandTable, ...platformCommands];

/** Called by bin/verbund.mjs. A command that keeps running (serve) returns when it has stopped. */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  const streams = {
    out: (text: string) => process.stdout.write(text),
    err: (text: string) => process.stderr.write(text),
    env: process.env,
  };
  process.exitCode = await runCommand(argv, streams, allCommands);
}
