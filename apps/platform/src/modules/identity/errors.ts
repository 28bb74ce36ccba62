import { type ErrorTexts } from '#kernel/errors';

export const identityErrorTexts = {
  'identity/sign-in-expired': {
    de: {
      title: 'Die Anmeldung hat zu lange gedauert',
      text: 'Ihre Anmeldung ist abgelaufen oder wurde in einem anderen Fenster abgeschlossen. Bitte melden Sie sich noch einmal an. Gespeicherte Entwürfe sind nicht verloren.',
    },
    en: {
      title: 'Signing in took too long',
      text: 'Your sign-in expired or was finished in another window. Please sign in again. Saved drafts are not lost.',
    },
  },
  'identity/sign-in-refused': {
    de: {
      title: 'Die Anmeldung wurde abgebrochen',
      text: 'Der Anmeldedienst hat die Anmeldung nicht bestätigt. Sie können es noch einmal versuchen.',
    },
    en: {
      title: 'Signing in was cancelled',
      text: 'The sign-in service did not confirm the sign-in. You can try again.',
    },
  },
  'identity/provider-unavailable': {
    de: {
      title: 'Der Anmeldedienst ist nicht erreichbar',
      text: 'Bitte versuchen Sie es in einigen Minuten noch einmal. Gespeicherte Entwürfe sind nicht verloren.',
    },
    en: {
      title: 'The sign-in service cannot be reached',
      text: 'Please try again in a few minutes. Saved drafts are not lost.',
    },
  },
  'identity/not-staff': {
    de: {
      title: 'Für dieses Konto gibt es keinen Arbeitsplatz',
      text: 'Sie sind angemeldet, aber keiner Behörde zugeordnet. Bitten Sie die Verwaltung Ihrer Behörde um eine Einladung.',
    },
    en: {
      title: 'There is no workplace for this account',
      text: 'You are signed in, but belong to no authority here. Ask the administrator of your authority for an invitation.',
    },
  },
  'identity/invitation-invalid': {
    de: {
      title: 'Die Einladung gilt nicht mehr',
      text: 'Der Link wurde schon benutzt oder ist abgelaufen. Bitten Sie die Verwaltung Ihrer Behörde um eine neue Einladung.',
    },
    en: {
      title: 'The invitation is no longer valid',
      text: 'The link was used already or has expired. Ask the administrator of your authority for a new invitation.',
    },
  },
  'identity/last-admin': {
    de: {
      title: 'Eine Verwalterin oder ein Verwalter muss bleiben',
      text: 'Diese Person ist die letzte mit der Rolle Verwaltung. Geben Sie die Rolle zuerst jemand anderem.',
    },
    en: {
      title: 'One administrator must remain',
      text: 'This person is the last with the administrator role. Give the role to somebody else first.',
    },
  },
  'identity/tenant-exists': {
    de: {
      title: 'Diese Behörde gibt es schon',
      text: 'Ein Mandant mit diesem Schlüssel oder Adressnamen ist bereits angelegt.',
    },
    en: { title: 'This authority exists already', text: 'A tenant with this key or address name was created before.' },
  },
  'identity/not-found': {
    de: { title: 'Nicht gefunden', text: 'Diesen Eintrag gibt es nicht oder er gehört nicht zu Ihrer Behörde.' },
    en: { title: 'Not found', text: 'This entry does not exist or does not belong to your authority.' },
  },
} satisfies ErrorTexts;
