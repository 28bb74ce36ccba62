import { type Check, fact, notChecked } from './check.ts';
import { sampleFault } from './sample-answer.ts';

/** A PDF may come along for reading; alone it is no delivery. */
export const dat002: Check = {
  criterion: 'DAT-002',
  async run({ probes }) {
    const fault = sampleFault(probes.samples());
    if (fault !== null) return fault;
    const trace = await probes.delivery();
    if (!trace.ok) return notChecked(trace.missing);
    const { deliveries } = trace.value;
    const evidence = deliveries.map(({ sample, mimeType, attachments }) =>
      fact(
        'Inhalt der Zustellung',
        'Content of the delivery',
        `${sample}: ${mimeType}${attachments.length === 0 ? '' : ` + ${attachments.join(', ')}`}`,
      ),
    );
    if (deliveries.length === 0 || deliveries.some(({ isJson, mimeType }) => !isJson && !mimeType.endsWith('xml'))) {
      return {
        result: 'nicht_erfuellt',
        reason: {
          de: 'Die Zustellung enthält keinen strukturierten Teil.',
          en: 'The delivery holds no structured part.',
        },
        remedy: {
          de: 'Die Daten des Antrags nach dem Datenschema zustellen, nicht nur als PDF.',
          en: 'Deliver the data of the application by the data schema, not as a PDF alone.',
        },
        evidence,
      };
    }
    return {
      result: 'erfuellt',
      reason: {
        de: 'Jede Zustellung enthält strukturierte Daten; ein PDF kommt höchstens dazu.',
        en: 'Each delivery holds structured data; a PDF comes along at most.',
      },
      evidence,
    };
  },
};
