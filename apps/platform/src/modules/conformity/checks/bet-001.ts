import { parseServiceLevel } from '#modules/packages';
import { type Check, fact } from './check.ts';

/** Our own limit [the uniform SLA names none]: slower pages feel broken. */
const slowMs = 2000;

export const bet001: Check = {
  criterion: 'BET-001',
  async run({ manifest, probes }) {
    const level = parseServiceLevel(manifest.serviceLevel);
    if (!level.ok) {
      const missing = level.findings.slice(0, 8).map(({ path }) => path || '/');
      return {
        result: 'nicht_erfuellt',
        reason: {
          de: `Das einheitliche SLA ist nicht vollständig: ${missing.join(', ')}.`,
          en: `The uniform SLA is not complete: ${missing.join(', ')}.`,
        },
        remedy: {
          de: 'Im Anbieterbereich das Service-Level vollständig angeben und eine neue Version veröffentlichen.',
          en: 'State the whole service level in the provider workspace and publish a new version.',
        },
      };
    }
    const { value } = level;
    const classes = Object.entries(value.classes).map(
      ([name, { reactMinutes, restoreMinutes }]) => `${name} ${String(reactMinutes)}/${String(restoreMinutes)} min`,
    );
    const evidence = [
      fact('Service-Level', 'Service level', `${value.level}, ${String(value.availabilityPercent)} %, ${value.supportWindow}`),
      fact('Fehlerklassen (Reaktion/Wiederherstellung)', 'Defect classes (reaction/restoration)', classes.join(', ')),
    ]; // prettier-ignore
    const timing = await probes.timing();
    if (timing.ok) {
      const { url, count, medianMs, p95Ms } = timing.value;
      evidence.push(
        fact(
          'Antwortzeit gemessen',
          'Response time measured',
          `${String(count)} Abrufe / requests: Median ${String(medianMs)} ms, p95 ${String(p95Ms)} ms`,
          url,
        ),
      );
      if (p95Ms > slowMs) {
        return {
          result: 'teilweise',
          reason: {
            de: `Das SLA ist vollständig, aber die Seiten antworten langsam (p95 ${String(p95Ms)} ms, eigene Grenze ${String(slowMs)} ms).`,
            en: `The SLA is complete, but the pages answer slowly (p95 ${String(p95Ms)} ms, own limit ${String(slowMs)} ms).`,
          },
          evidence,
        };
      }
    } else {
      evidence.push(fact('Antwortzeit', 'Response time', `nicht gemessen / not measured: ${timing.missing.de}`));
    }
    return {
      result: 'erfuellt',
      reason: { de: 'Das einheitliche SLA ist vollständig.', en: 'The uniform SLA is complete.' },
      evidence,
    };
  },
};
