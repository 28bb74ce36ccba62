import { type SampleRun } from '../domain/sample-tests.ts';
import { type CheckAnswer, fact } from './check.ts';

export const samplesEvidence = ({ samples, failed }: SampleRun): ReturnType<typeof fact> =>
  fact(
    'Beispielanträge durch das Formular geschickt',
    'Sample applications sent through the form',
    `${String(samples.length)}, ${String(failed)} fehlgeschlagen / failed`,
  );

/** Null: at least one sample passes and none fails. */
export function sampleFault(run: SampleRun): CheckAnswer | null {
  const evidence = [samplesEvidence(run)];
  if (run.failed > 0) {
    const first = run.samples.find(({ faults }) => faults.length > 0);
    const what = `${first?.name ?? ''}: ${first?.faults.slice(0, 5).join('; ') ?? ''}`;
    return {
      result: 'nicht_erfuellt',
      reason: {
        de: `Beispielanträge laufen nicht durch, zuerst ${what}`,
        en: `Sample applications do not pass, first ${what}`,
      },
      remedy: {
        de: 'Formular oder Prüffälle berichtigen; der Probelauf im Anbieterbereich zeigt jeden Fehler.',
        en: 'Mend the form or the test cases; the test run in the provider workspace shows every fault.',
      },
      evidence,
    };
  }
  if (run.accepted === 0) {
    return {
      result: 'nicht_erfuellt',
      reason: {
        de: 'Das Paket enthält keinen Beispielantrag, der angenommen und zugestellt werden könnte.',
        en: 'The package holds no sample application that could be accepted and delivered.',
      },
      remedy: {
        de: 'Im Anbieterbereich unter „Probelauf“ Prüffälle behalten und eine neue Version veröffentlichen.',
        en: 'Keep test cases under "Test run" in the provider workspace and publish a new version.',
      },
      evidence,
    };
  }
  return null;
}
