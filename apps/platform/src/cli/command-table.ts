import { type Command } from './command.ts';

/** Loaded only when called, so that `verbund --help` and `fim check` start without the whole platform. */
export interface CommandEntry {
  name: string;
  summary: string;
  load(): Promise<Command>;
}

export const commandTable: readonly CommandEntry[] = [
  {
    name: 'settings',
    summary: 'list every setting / alle Einstellungen auflisten',
    load: async () => (await import('./settings.command.ts')).settingsCommand,
  },
];
