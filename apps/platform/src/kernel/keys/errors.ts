import { type ErrorTexts } from '../errors/index.ts';

export const keysErrorTexts: ErrorTexts = {
  'keys/not-found': {
    de: { title: 'Schlüssel nicht gefunden', text: 'Den Schlüssel gibt es nicht oder er wurde vernichtet.' },
    en: { title: 'Key not found', text: 'The key does not exist or has been destroyed.' },
  },
  'keys/wrong-use': {
    de: { title: 'Falscher Schlüssel', text: 'Der Schlüssel ist nicht für diesen Zweck bestimmt.' },
    en: { title: 'Wrong key', text: 'The key is not meant for this purpose.' },
  },
  'keys/cannot-unwrap': {
    de: {
      title: 'Nicht entschlüsselbar',
      text: 'Der Inhalt lässt sich mit diesem Schlüssel nicht entschlüsseln. Er wurde vermutlich für einen anderen Schlüssel verschlüsselt.',
    },
    en: {
      title: 'Cannot be decrypted',
      text: 'The content cannot be decrypted with this key. It was probably encrypted for another key.',
    },
  },
};
