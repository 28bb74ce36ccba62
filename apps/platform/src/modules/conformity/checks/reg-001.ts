import { nodesByPath } from '@verbund/xdatenfelder';
import { type Check, fact, missingFunction } from './check.ts';

export const reg001: Check = {
  criterion: 'REG-001',
  run({ form, installation }) {
    const files = [...nodesByPath(form.schema).values()].filter(
      (node) => node.kind === 'field' && (node.dataType === 'file' || node.dataType === 'obj'),
    );
    if (files.length === 0) {
      return {
        result: 'entbehrlich',
        reason: {
          de: 'Das Formular verlangt keine Nachweise zum Hochladen.',
          en: 'The form asks for no proofs to upload.',
        },
      };
    }
    const evidence = [fact('Nachweise zum Hochladen', 'Proofs to upload', files.map(({ name }) => name).join(', '))];
    if (!installation.registers) {
      return missingFunction(
        {
          de: 'Diese Plattform ruft noch keine Nachweise aus Registern ab.',
          en: 'this platform fetches no proofs from registers yet.',
        },
        evidence,
      );
    }
    return {
      result: 'erfuellt',
      reason: {
        de: 'Nachweise können aus Registern abgerufen werden.',
        en: 'Proofs can be fetched from registers.',
      },
      evidence,
    };
  },
};
