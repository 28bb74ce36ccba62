import { type Check, fact, notChecked } from './check.ts';

export const org005: Check = {
  criterion: 'ORG-005',
  async run({ probes }) {
    const system = await probes.testSystem();
    if (!system.ok) return notChecked(system.missing);
    const { address, status } = system.value;
    const evidence = [fact('Testsystem abgerufen', 'Test system fetched', String(status), address)];
    if (status !== 200) {
      return {
        result: 'nicht_erfuellt',
        reason: { de: 'Das Testsystem antwortet nicht.', en: 'The test system does not answer.' },
        evidence,
      };
    }
    return {
      result: 'erfuellt',
      reason: { de: 'Ein Testsystem steht offen und antwortet.', en: 'A test system is open and answers.' },
      evidence,
    };
  },
};
