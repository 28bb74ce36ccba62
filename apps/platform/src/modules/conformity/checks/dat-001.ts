import { type Check, fact } from './check.ts';
import { sampleFault, samplesEvidence } from './sample-answer.ts';

/** Samples through the form, what they give through the derived JSON Schema, and then really delivered. */
export const dat001: Check = {
  criterion: 'DAT-001',
  async run({ probes, manifest }) {
    const run = probes.samples();
    const fault = sampleFault(run);
    if (fault !== null) return fault;
    const { schema, delivery } = manifest;
    const evidence = [
      samplesEvidence(run),
      fact('Datenschema', 'Data schema', `${schema.id} ${schema.version} (${schema.dialect}), ${delivery.schemaUri}`),
    ];
    const trace = await probes.delivery();
    if (!trace.ok) {
      return {
        result: 'nicht_geprueft',
        reason: {
          de: `Die Beispiele entsprechen dem Schema, aber es gab keine Zustellung: ${trace.missing.de}`,
          en: `The samples fit the schema, but nothing was delivered: ${trace.missing.en}`,
        },
        evidence,
      };
    }
    const { deliveries } = trace.value;
    const wrong = deliveries.filter(
      (one) => !one.isJson || one.schemaUri !== delivery.schemaUri || one.violations.length > 0,
    );
    const seen = deliveries.map((one) =>
      fact(
        'Zugestellt und beim Empfänger geprüft',
        'Delivered and examined by the receiver',
        `${one.sample}: ${one.mimeType}, ${one.schemaUri}, ${one.state}`,
      ),
    );
    if (wrong.length > 0) {
      const what = wrong.map(({ sample, violations }) => `${sample} (${violations.slice(0, 3).join('; ')})`).join(', ');
      return {
        result: 'nicht_erfuellt',
        reason: {
          de: `Was ankommt, entspricht nicht dem angegebenen Schema: ${what}.`,
          en: `What arrives does not fit the declared schema: ${what}.`,
        },
        evidence: [...evidence, ...seen],
      };
    }
    return {
      result: 'erfuellt',
      reason: {
        de: 'Der Antrag kommt als strukturierte Daten an und entspricht dem angegebenen Schema.',
        en: 'The application arrives as structured data and fits the declared schema.',
      },
      evidence: [...evidence, ...seen],
    };
  },
};
