import { type de } from './de.ts';

const count = (number: number, one: string, many: string): string => `${String(number)} ${number === 1 ? one : many}`;

export const en: typeof de = {
  diff: {
    same: 'Both packages are the same.',
    numbersOnly: 'Only the version number and facts about the package differ.',
    otherPackage: 'These are packages of different services.',
    backwards: 'The second package is older than the first.',
    kinds: {
      initial: 'first version',
      law: 'change of law',
      breaking: 'incompatible change',
      feature: 'extension',
      fix: 'mended fault',
    },
    change: (version: string, kind: string, text: string) => `Version ${version} (${kind}): ${text}`,
    more: (number: number) => `and ${String(number)} more`,
    added: (number: number, names: string) => `${count(number, 'field is', 'fields are')} new: ${names}.`,
    removed: (number: number, names: string) => `${count(number, 'field is', 'fields are')} gone: ${names}.`,
    changed: (number: number, names: string) => `${count(number, 'field has', 'fields have')} changed: ${names}.`,
    rules: (added: number, removed: number, changed: number) =>
      `Rules of the data schema: ${String(added)} new, ${String(removed)} gone, ${String(changed)} changed.`,
    parts: {
      service: 'Name, description or keywords differ.',
      overlay: 'The design of the form differs.',
      rules: 'The decisions on rules differ.',
      process: 'The steps of the procedure differ.',
      fee: 'The fee differs.',
      delivery: 'The delivery differs; check the back office.',
      texts: 'The texts of the offering page differ.',
      declaration: 'The declaration before sending differs.',
      priceModel: 'The price sheet differs.',
      serviceLevel: 'The service level differs.',
      dataProtection: 'The facts on data protection differ.',
      tests: 'The test cases differ.',
    },
    factSheet: 'The fact sheet differs.',
    assessment: 'The data protection impact assessment differs; it has to be adopted anew.',
    platform: (version: string) => `It needs the platform from version ${version} on.`,
    signer: 'Another key has signed.',
  },
};
