import { type Check, missingFunction, notChecked } from './check.ts';
import { isFree } from './free-of-charge.ts';
import { perOffering } from './nl1.ts';

export const nl5: Check = {
  criterion: 'NL5',
  run({ manifest, offering, installation }) {
    if (offering === null) return notChecked(perOffering);
    if (isFree(manifest)) {
      return {
        result: 'entbehrlich',
        reason: { de: 'Das Verfahren kostet keine Gebühr.', en: 'The procedure costs no fee.' },
      };
    }
    if (!installation.payment) {
      return missingFunction({
        de: 'Diese Plattform kennt noch keine Bezahlkomponente. Ob die Behörde selbst Zahlungsaufforderungen stellt, prüft eine Person.',
        en: 'this platform knows no payment component yet. Whether the authority sends payment requests itself is checked by a person.',
      });
    }
    return {
      result: 'erfuellt',
      reason: { de: 'Eine Bezahlkomponente ist eingerichtet.', en: 'A payment component is set up.' },
    };
  },
};
