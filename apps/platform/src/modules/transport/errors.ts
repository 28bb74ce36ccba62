import { AppError, type ErrorKind, type ErrorTexts } from '#kernel/errors';
import { httpProblems, type HttpProblemSlug } from '@verbund/fit-connect';

const kindOfStatus: Readonly<Record<number, ErrorKind>> = {
  400: 'invalid',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  409: 'conflict',
  413: 'too-large',
  415: 'unsupported',
  422: 'invalid',
  429: 'limited',
  500: 'internal',
  503: 'unavailable',
};

/** An error that becomes the problem document of that name; `detail` goes to the caller and holds no personal data. */
export function refusal(slug: HttpProblemSlug, detail: string): AppError {
  return new AppError(kindOfStatus[httpProblems[slug].status] ?? 'invalid', `transport/${slug}`, { detail });
}

export function noCase(): AppError {
  return refusal('case-not-found', 'There is no such case for this client.');
}

/** Pages only: the protocol shows no clients. */
export function noClient(): AppError {
  return new AppError('not-found', 'transport/client-not-found');
}

export const oauthErrors = ['invalid_request', 'invalid_client', 'unsupported_grant_type', 'invalid_scope'] as const;
export type OAuthErrorName = (typeof oauthErrors)[number];

const oauthCodes = {
  invalid_request: { kind: 'invalid', code: 'transport/oauth-invalid-request' },
  invalid_client: { kind: 'unauthenticated', code: 'transport/oauth-invalid-client' },
  unsupported_grant_type: { kind: 'invalid', code: 'transport/oauth-unsupported-grant-type' },
  invalid_scope: { kind: 'invalid', code: 'transport/oauth-invalid-scope' },
} as const satisfies Record<OAuthErrorName, { kind: ErrorKind; code: string }>;

export function oauthRefusal(name: OAuthErrorName, detail: string): AppError {
  const { kind, code } = oauthCodes[name];
  return new AppError(kind, code, { detail });
}

export function oauthNameOf(code: string): OAuthErrorName | undefined {
  return oauthErrors.find((name) => oauthCodes[name].code === code);
}

const text = (deTitle: string, deText: string, enTitle: string, enText: string) => ({
  de: { title: deTitle, text: deText },
  en: { title: enTitle, text: enText },
});

/** Read by developers of other systems, hence short; the `detail` of each answer says what exactly was wrong. */
export const transportErrorTexts = {
  'transport/submission-not-found': text(
    'Einreichung nicht gefunden',
    'Es gibt sie nicht, sie wurde gelöscht oder gehört zu einem anderen Zustellpunkt.',
    'Submission not found',
    'It does not exist, was deleted or belongs to another destination.',
  ),
  'transport/reply-not-found': text(
    'Antwort nicht gefunden',
    'Es gibt sie nicht, sie wurde gelöscht oder gehört zu einem anderen Vorgang.',
    'Reply not found',
    'It does not exist, was deleted or belongs to another case.',
  ),
  'transport/destination-not-found': text(
    'Zustellpunkt nicht gefunden',
    'Prüfen Sie die Kennung des Zustellpunkts.',
    'Destination not found',
    'Check the id of the destination.',
  ),
  'transport/destination-state-invalid': text(
    'Zustellpunkt ist nicht aktiv',
    'An diesen Zustellpunkt kann zurzeit nichts gesendet werden.',
    'Destination is not active',
    'Nothing can be sent to this destination at the moment.',
  ),
  'transport/case-not-found': text(
    'Vorgang nicht gefunden',
    'Es gibt ihn nicht oder er gehört anderen Beteiligten.',
    'Case not found',
    'It does not exist or belongs to other parties.',
  ),
  'transport/key-not-found': text(
    'Schlüssel nicht gefunden',
    'Der Zustellpunkt hat keinen Schlüssel mit dieser Kennung.',
    'Key not found',
    'The destination has no key with this id.',
  ),
  'transport/attachment-not-found': text(
    'Anlage nicht gefunden',
    'Zu dieser Einreichung oder Antwort gibt es keine solche Anlage.',
    'Attachment not found',
    'The submission or reply has no such attachment.',
  ),
  'transport/unsupported-service': text(
    'Leistung wird nicht angeboten',
    'Der Zustellpunkt nimmt diese Leistung nicht an.',
    'Service is not offered',
    'The destination does not take this service.',
  ),
  'transport/unsupported-region': text(
    'Leistung wird in diesem Gebiet nicht angeboten',
    'Der Zustellpunkt ist für dieses Gebiet nicht zuständig.',
    'Service is not offered in this region',
    'The destination is not responsible for this region.',
  ),
  'transport/request-invalid': text(
    'Anfrage ist fehlerhaft',
    'Die Anfrage entspricht nicht der Schnittstelle.',
    'Request is malformed',
    'The request does not match the interface.',
  ),
  'transport/attachment-not-announced': text(
    'Anlage wurde nicht angekündigt',
    'Nur Anlagen, die bei der Ankündigung genannt wurden, können hochgeladen werden.',
    'Attachment was not announced',
    'Only attachments named in the announcement can be uploaded.',
  ),
  'transport/attachments-incomplete': text(
    'Angekündigte Anlagen fehlen',
    'Laden Sie zuerst alle angekündigten Anlagen hoch.',
    'Announced attachments are missing',
    'Upload all announced attachments first.',
  ),
  'transport/jwe-invalid': text(
    'Inhalt ist kein zulässiges JWE',
    'Der verschlüsselte Inhalt entspricht nicht den Vorgaben von FIT-Connect.',
    'Content is not an acceptable JWE',
    'The encrypted content does not follow the rules of FIT-Connect.',
  ),
  'transport/state-invalid': text(
    'In diesem Zustand nicht möglich',
    'Der Vorgang ist schon weiter; lesen Sie das Ereignisprotokoll.',
    'Not allowed in this state',
    'The matter has moved on; read the event log.',
  ),
  'transport/event-invalid': text(
    'Ereignis ist nicht zulässig',
    'Das signierte Ereignis wurde geprüft und abgelehnt.',
    'Security event token is not acceptable',
    'The signed event was checked and refused.',
  ),
  'transport/unauthenticated': text(
    'Zugriffstoken fehlt oder ist abgelaufen',
    'Holen Sie ein neues Zugriffstoken.',
    'Access token is missing or expired',
    'Fetch a new access token.',
  ),
  'transport/forbidden': text(
    'Kein Recht dazu',
    'Der Client darf das nicht oder ist mit dem Zustellpunkt nicht verknüpft.',
    'No right to do this',
    'The client may not do this or is not linked with the destination.',
  ),
  'transport/unsupported-media-type': text(
    'Inhaltstyp wird nicht unterstützt',
    'Senden Sie den Inhalt mit dem vorgeschriebenen Content-Type.',
    'Content type is not supported',
    'Send the content with the prescribed content type.',
  ),
  'transport/too-large': text(
    'Inhalt ist zu groß',
    'Die Grenze steht in der Antwort.',
    'Content is too large',
    'The answer names the limit.',
  ),
  'transport/client-not-found': text(
    'Client nicht gefunden',
    'Es gibt ihn nicht oder er gehört nicht zu Ihrer Behörde.',
    'Client not found',
    'It does not exist or does not belong to your authority.',
  ),
  'transport/self-service-elsewhere': text(
    'Der Zustelldienst läuft an anderer Stelle',
    'Clients und Zustellpunkte verwalten Sie dort, wo der Zustelldienst betrieben wird.',
    'The delivery service runs elsewhere',
    'Clients and destinations are managed where the delivery service is run.',
  ),
  'transport/unavailable': text(
    'Zurzeit nicht möglich',
    'Der Dienst kann das gerade nicht prüfen. Versuchen Sie es später noch einmal.',
    'Not possible at the moment',
    'The service cannot check this right now. Try again later.',
  ),
  'transport/callback-secret-unreadable': text(
    'Geheimnis des Rückrufs nicht lesbar',
    'Setzen Sie den Rückruf mit seinem Geheimnis neu.',
    'Secret of the callback cannot be read',
    'Set the callback with its secret again.',
  ),
  'transport/oauth-invalid-request': text(
    'Token-Anfrage ist fehlerhaft',
    'Die Anfrage entspricht nicht RFC 6749, Abschnitt 4.4.2.',
    'Token request is malformed',
    'The request does not follow RFC 6749 section 4.4.2.',
  ),
  'transport/oauth-invalid-client': text(
    'Client ist unbekannt',
    'Kennung oder Geheimnis stimmen nicht. Beide gehören in den Inhalt der Anfrage.',
    'Client is unknown',
    'Id or secret is wrong. Both belong into the body of the request.',
  ),
  'transport/oauth-unsupported-grant-type': text(
    'Verfahren wird nicht unterstützt',
    'Nur client_credentials ist möglich.',
    'Grant type is not supported',
    'Only client_credentials is possible.',
  ),
  'transport/oauth-invalid-scope': text(
    'Recht wird nicht gewährt',
    'Der Client besitzt das verlangte Recht nicht.',
    'Scope is not granted',
    'The client does not own the requested scope.',
  ),
} satisfies ErrorTexts;
