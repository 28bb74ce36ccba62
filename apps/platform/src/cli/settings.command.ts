import { parseArgs } from 'node:util';
import { settingsReference } from '../kernel/config/index.ts';
import { settings } from '../kernel/config/settings.ts';
import { type Command } from './command.ts';

export const settingsCommand: Command = {
  name: 'settings',
  summary: 'list every setting / alle Einstellungen auflisten',
  usage: 'verbund settings [--json]',
  async run(args, io) {
    parseArgs({ args: [...args], options: {}, strict: true });
    io.print(settingsReference());
    io.result(
      settings.map(({ name, en, de, default: preset, secret }) => ({ name, default: preset ?? null, secret, en, de })),
    );
    return 0;
  },
};
