import { type Check, fact, notChecked } from './check.ts';
import { sampleFault } from './sample-answer.ts';

/** A good delivery must come back as accepted, a broken one as rejected with its reason: nothing is lost in silence. */
export const rou003: Check = {
  criterion: 'ROU-003',
  async run({ probes }) {
    const fault = sampleFault(probes.samples());
    if (fault !== null) return fault;
    const trace = await probes.delivery();
    if (!trace.ok) return notChecked(trace.missing);
    const { deliveries, refusal } = trace.value;
    const evidence = [
      ...deliveries.map(({ sample, state, submissionId }) =>
        fact('Zustand laut Ereignisprotokoll', 'State by the event log', `${sample}: ${state} (${submissionId})`),
      ),
      fact(
        'Unbrauchbare Zustellung',
        'Broken delivery',
        refusal === null ? '–' : `${refusal.state}: ${refusal.problems.join(', ')}`,
      ),
    ];
    const lost = deliveries.filter(({ state }) => state !== 'accepted');
    if (deliveries.length === 0 || lost.length > 0 || refusal?.state !== 'rejected') {
      return {
        result: 'nicht_erfuellt',
        reason: {
          de: `Nicht jede Zustellung wurde richtig quittiert: ${lost.map(({ sample, state }) => `${sample} ${state}`).join(', ') || 'die unbrauchbare wurde nicht zurückgewiesen'}.`,
          en: `Not every delivery was acknowledged as it should be: ${lost.map(({ sample, state }) => `${sample} ${state}`).join(', ') || 'the broken one was not rejected'}.`,
        },
        evidence,
      };
    }
    return {
      result: 'erfuellt',
      reason: {
        de: 'Gute Zustellungen werden bestätigt, eine unbrauchbare wird mit Grund zurückgewiesen; beides steht im Ereignisprotokoll.',
        en: 'Good deliveries are confirmed, a broken one is rejected with its reason; both stand in the event log.',
      },
      evidence,
    };
  },
};
