import { AppError, type ErrorTexts } from '#kernel/errors';

export const caseworkErrorTexts = {
  'casework/not-found': {
    de: {
      title: 'Vorgang nicht gefunden',
      text: 'Diesen Vorgang gibt es nicht oder er gehört nicht zu Ihrer Behörde.',
    },
    en: { title: 'Case not found', text: 'This case does not exist or does not belong to your authority.' },
  },
  'casework/no-inbox': {
    de: {
      title: 'Es gibt noch keinen Zustellpunkt',
      text: 'Richten Sie zuerst in der Verwaltung den Zustellpunkt Ihrer Behörde ein.',
    },
    en: {
      title: 'There is no delivery point yet',
      text: 'First set up the delivery point of your authority in the administration.',
    },
  },
  'casework/set-up-running': {
    de: {
      title: 'Die Einrichtung läuft schon',
      text: 'Jemand richtet den Zustellpunkt gerade ein. Bitte laden Sie die Seite in einer Minute neu.',
    },
    en: {
      title: 'Setting up is under way',
      text: 'Somebody is setting up the delivery point right now. Please reload the page in a minute.',
    },
  },
  'casework/client-needed': {
    de: {
      title: 'Zugangsdaten fehlen',
      text: 'Der Zustelldienst wird von jemand anderem betrieben. Tragen Sie Kennung und Geheimnis des Clients ein, die Sie in dessen Portal erhalten haben.',
    },
    en: {
      title: 'Credentials are missing',
      text: 'The delivery service is run by somebody else. Enter the id and secret of the client that you got from its portal.',
    },
  },
  'casework/service-unavailable': {
    de: {
      title: 'Der Zustelldienst hat nicht geantwortet',
      text: 'Die Einrichtung ist noch nicht fertig. Sie können es gefahrlos noch einmal versuchen, es wird dort fortgesetzt.',
    },
    en: {
      title: 'The delivery service did not answer',
      text: 'Setting up is not finished. You can safely try again, it continues where it stopped.',
    },
  },
  'casework/no-reply-channel': {
    de: {
      title: 'Keine elektronische Antwort möglich',
      text: 'Mit diesem Antrag kam kein Rückkanal. Antworten Sie bitte auf dem Postweg.',
    },
    en: {
      title: 'No electronic answer possible',
      text: 'This application came without a reply channel. Please answer by letter.',
    },
  },
} satisfies ErrorTexts;

/** Also for what belongs to somebody else: nobody learns that it exists. */
export const notFound = (): AppError => new AppError('not-found', 'casework/not-found');
