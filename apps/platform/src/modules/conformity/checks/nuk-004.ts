import { type Check, fact } from './check.ts';

export const nuk004: Check = {
  criterion: 'NUK-004',
  run({ installation }) {
    if (installation.postbox === 'account') {
      return {
        result: 'erfuellt',
        reason: {
          de: 'Nachrichten gehen in das Postfach des Kontos, mit Rückweg.',
          en: 'Messages go to the postbox of the account, with a way to reply.',
        },
        evidence: [fact('Postfach', 'Postbox', 'BundID')],
      };
    }
    return {
      result: 'teilweise',
      reason: {
        de: 'Nachrichten und Bescheide gehen in das Postfach dieser Plattform, mit Rückweg. Das Postfach des Kontos (§ 9 OZG) ist noch nicht angebunden: Funktion fehlt.',
        en: 'Messages and notices go to the postbox of this platform, with a way to reply. The postbox of the account (§ 9 OZG) is not connected yet: function is missing.',
      },
      evidence: [fact('Postfach', 'Postbox', 'Verbund')],
    };
  },
};
