import { type Check, fact, notChecked } from './check.ts';
import { perOffering } from './nl1.ts';

export const nl4: Check = {
  criterion: 'NL4',
  async run({ probes, offering, installation }) {
    if (offering === null) return notChecked(perOffering);
    const destination = await probes.destination();
    if (!destination.ok) return notChecked(destination.missing);
    const { replyChannels } = destination.value;
    const evidence = [fact('Rückkanäle des Zustellpunkts', 'Reply channels', replyChannels.join(', ') || '–')];
    if (replyChannels.length === 0) {
      return {
        result: 'nicht_erfuellt',
        reason: {
          de: 'Am Zustellpunkt ist kein Rückkanal eingetragen.',
          en: 'The destination names no reply channel.',
        },
        remedy: { de: 'Einen Rückkanal eintragen.', en: 'Enter a reply channel.' },
        evidence,
      };
    }
    if (installation.postbox !== 'account') {
      return {
        result: 'teilweise',
        reason: {
          de: 'Antworten kommen im Postfach dieser Plattform an. Die Bekanntgabe nach § 9 OZG im Postfach des Kontos fehlt noch.',
          en: 'Replies arrive in the postbox of this platform. Notification in the postbox of the account (§ 9 OZG) is missing yet.',
        },
        evidence,
      };
    }
    return {
      result: 'erfuellt',
      reason: { de: 'Der Rückkanal ist eingerichtet.', en: 'The reply channel is set up.' },
      evidence,
    };
  },
};
