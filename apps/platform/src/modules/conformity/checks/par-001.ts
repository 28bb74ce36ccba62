import { standardParameters } from '../domain/standard-parameters.ts';
import { type Check, fact, noReuseFacts } from './check.ts';

export const par001: Check = {
  criterion: 'PAR-001',
  run({ manifest }) {
    if (manifest.reuse === undefined) return noReuseFacts;
    const { parameters } = manifest.reuse.factSheet;
    if (parameters.length === 0) {
      return {
        result: 'entbehrlich',
        reason: {
          de: 'Der Dienst hat keine Parameter, die eine Behörde eintragen müsste.',
          en: 'The service has no parameters that an authority would have to enter.',
        },
      };
    }
    const byFold = new Map(standardParameters.map((name) => [fold(name), name]));
    const faults = parameters.flatMap(({ name, standard, place }) => {
      const known = byFold.get(fold(name));
      if (standard && known !== name) return [`${name}: kein Standardname / no standard name`];
      if (standard && place === 'platform') return [`${name}: nicht am Standardort / not at the standard place`];
      return !standard && known !== undefined ? [`${name}: eigener Name für / own name for ${known}`] : [];
    });
    const evidence = [
      fact('Parameter laut Steckbrief', 'Parameters of the fact sheet', parameters.map(({ name }) => name).join(', ')),
      fact(
        'Verglichen mit',
        'Compared with',
        `${String(standardParameters.length)} Namen, Rekonstruktion (die Liste der FITKO lag nicht vor) / names, reconstruction`,
      ),
    ];
    if (faults.length > 0) {
      return {
        result: 'nicht_erfuellt',
        reason: { de: `Parameter weichen ab: ${faults.join('; ')}.`, en: `Parameters differ: ${faults.join('; ')}.` },
        remedy: {
          de: 'Standardnamen und Standardort verwenden; eigene Parameter als solche kennzeichnen.',
          en: 'Use standard names and the standard place; mark own parameters as such.',
        },
        evidence,
      };
    }
    return {
      result: 'erfuellt',
      reason: {
        de: 'Alle Parameter tragen ihren Standardnamen oder sind als eigene gekennzeichnet.',
        en: 'All parameters bear their standard name or are marked as own ones.',
      },
      evidence,
    };
  },
};

function fold(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/gu, '');
}
