import { type Check, fact, notChecked } from './check.ts';

/** XDatenfelder 3: `urn:xoev-de:xprozess:codeliste:status`, 5 technically released (silver), 6 (gold). */
const approved = new Set(['5', '6']);

export const dat003: Check = {
  criterion: 'DAT-003',
  async run({ probes, manifest }) {
    const release = await probes.schemaRelease();
    if (!release.ok) return notChecked(release.missing);
    const { status, releasedOn } = release.value;
    const evidence = [
      fact('Schema', 'Schema', `${manifest.schema.id} ${manifest.schema.version} (${manifest.schema.dialect})`),
      fact('Freigabestatus in der Datei', 'Release state in the file', `${status ?? '–'} ${releasedOn ?? ''}`.trim()),
    ];
    const isApproved = approved.has(status ?? '') || (manifest.schema.dialect === '2.0' && releasedOn !== null);
    if (!isApproved) {
      return {
        result: 'nicht_erfuellt',
        reason: {
          de: 'Das Datenschema ist nicht fachlich freigegeben.',
          en: 'The data schema is not approved.',
        },
        remedy: {
          de: 'Ein freigegebenes Schema (Status 5 oder 6) aus der FIM-Sammlung verwenden oder die Freigabe einholen.',
          en: 'Use an approved schema (state 5 or 6) of the FIM repository, or obtain the approval.',
        },
        evidence,
      };
    }
    return {
      result: 'erfuellt',
      reason: { de: 'Das Datenschema ist fachlich freigegeben.', en: 'The data schema is approved.' },
      evidence,
    };
  },
};
