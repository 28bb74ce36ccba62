import { type Environment, type SettingName } from './settings.ts';

export interface ConfigProblem {
  setting: SettingName;
  de: string;
  en: string;
}

/** Every problem of the configuration at once, so that an operator mends them in one go. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ setting, de, en }) => `  ${setting}\n    ${de}\n    ${en}`);
    super(
      `Die Einstellungen sind unvollständig oder falsch. / The settings are incomplete or wrong.\n${lines.join('\n')}`,
    );
    this.problems = problems;
  }
}

export class Problems {
  readonly #list: ConfigProblem[] = [];

  add(setting: SettingName, de: string, en: string): void {
    this.#list.push({ setting, de, en });
  }

  /** Settings that make sense only together: names those that are missing. */
  addMissingTogether(names: readonly SettingName[], values: Environment): void {
    const others = (name: SettingName): string => names.filter((other) => other !== name).join(', ');
    for (const name of names) {
      // A value that was refused is named already.
      if (values[name] !== undefined || this.#list.some(({ setting }) => setting === name)) continue;
      this.add(
        name,
        `Fehlt. Diese Einstellung gehört zusammen mit ${others(name)}.`,
        `Missing. This setting belongs together with ${others(name)}.`,
      );
    }
  }

  throwIfAny(): void {
    if (this.#list.length > 0) throw new ConfigError(this.#list);
  }
}
