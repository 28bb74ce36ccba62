import { parseArgs } from 'node:util';
import { type ProcessRole, readConfig } from '#kernel/config';
import { type Command, UsageError } from './cli/command.ts';
import { orderToStop, runPlatform } from './run-platform.ts';

const knownRoles: readonly ProcessRole[] = ['web', 'transport', 'worker', 'keys'];

function parseRoles(text: string | undefined): readonly ProcessRole[] | undefined {
  if (text === undefined) return undefined;
  return text.split(',').map((name) => {
    const role = knownRoles.find((known) => known === name.trim());
    if (role === undefined) throw new UsageError(`Unbekannte Rolle / unknown role: ${name}. ${knownRoles.join(', ')}`);
    return role;
  });
}

export const serveCommand: Command = {
  name: 'serve',
  summary: 'run the platform / die Plattform starten',
  usage: `verbund serve [--roles ${knownRoles.join(',')}]`,
  async run(args, io) {
    const { values } = parseArgs({ args: [...args], options: { roles: { type: 'string' } }, strict: true });
    const roles = parseRoles(values.roles);
    const config = readConfig(io.env, roles === undefined ? {} : { roles });
    const running = await runPlatform(config);
    io.print(`Verbund: ${config.publicUrl.href} (${[...config.roles].join(', ')})`);
    await orderToStop();
    await running.stop();
    return 0;
  },
};
