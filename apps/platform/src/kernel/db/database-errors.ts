import { AppError, type ErrorTexts } from '../errors/index.ts';

const connectionCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
]);
// admin_shutdown, crash_shutdown, cannot_connect_now, too_many_connections, idle_in_transaction_session_timeout
const unavailableStates = new Set(['57P01', '57P02', '57P03', '53300', '25P03']);
// query_canceled (statement_timeout), lock_not_available (lock_timeout)
const busyStates = new Set(['57014', '55P03']);
// character_not_in_repertoire, untranslatable_character: text with NUL, which only comes from outside
const unstorableStates = new Set(['22021', '22P05']);
const connectionMessages = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error',
  'Query read timeout',
];

/** The driver gave up waiting; the connection may still deliver the late answer and must not be used again. */
export function isReadTimeout(error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout';
}

/** SQLSTATE or system code of a driver error, '' when it has none. */
export function databaseErrorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

/** A migration changed what a prepared statement returns: nothing was written, a new connection plans anew. */
export function isOutdatedPlan(error: unknown): boolean {
  return databaseErrorCode(error) === '0A000' && error instanceof Error && error.message.startsWith('cached plan');
}

/** serialization_failure and deadlock_detected: nothing was written, the same work may simply run again. */
export function isRetryable(error: unknown): boolean {
  const code = databaseErrorCode(error);
  return code === '40001' || code === '40P01' || isOutdatedPlan(error);
}

function isConnectionFailure(error: unknown): boolean {
  const code = databaseErrorCode(error);
  if (connectionCodes.has(code) || unavailableStates.has(code) || code.startsWith('08')) return true;
  return error instanceof Error && connectionMessages.some((start) => error.message.startsWith(start));
}

/** Turns "no database" and "too slow" into 'unavailable', text that no database holds into 'invalid'; everything else stays as it is. */
export function toDatabaseError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  if (isConnectionFailure(error)) return new AppError('unavailable', 'kernel/database-unavailable', { cause: error });
  if (busyStates.has(databaseErrorCode(error))) {
    return new AppError('unavailable', 'kernel/database-busy', { cause: error });
  }
  if (unstorableStates.has(databaseErrorCode(error))) {
    return new AppError('invalid', 'kernel/unstorable-text', {
      cause: error,
      detail: 'A text holds the character NUL.',
    });
  }
  return error;
}

export const databaseErrorTexts: ErrorTexts = {
  'kernel/database-unavailable': {
    de: {
      title: 'Der Dienst ist gerade nicht erreichbar',
      text: 'Die Datenbank antwortet nicht. Was Sie zuvor gespeichert haben, bleibt erhalten. Bitte versuchen Sie es in einigen Minuten erneut.',
    },
    en: {
      title: 'The service is not available at the moment',
      text: 'The database does not answer. What you saved before is kept. Please try again in a few minutes.',
    },
  },
  'kernel/database-busy': {
    de: {
      title: 'Der Dienst ist gerade überlastet',
      text: 'Die Anfrage hat zu lange gedauert und wurde abgebrochen. Es wurde nichts gespeichert. Bitte versuchen Sie es erneut.',
    },
    en: {
      title: 'The service is overloaded at the moment',
      text: 'The request took too long and was cancelled. Nothing was saved. Please try again.',
    },
  },
  'kernel/unstorable-text': {
    de: {
      title: 'Ein Zeichen kann nicht gespeichert werden',
      text: 'Die Eingabe enthält ein unsichtbares Steuerzeichen. Bitte geben Sie den Text neu ein.',
    },
    en: {
      title: 'A character cannot be stored',
      text: 'The entry holds an invisible control character. Please enter the text again.',
    },
  },
  'kernel/owner-not-a-uuid': {
    de: { title: 'Interner Fehler', text: 'Die Anfrage konnte nicht zugeordnet werden. Bitte melden Sie sich neu an.' },
    en: { title: 'Internal error', text: 'The request could not be assigned to an owner. Please sign in again.' },
  },
  'kernel/transaction-is-over': {
    de: { title: 'Interner Fehler', text: 'Es wurde nichts gespeichert. Bitte versuchen Sie es erneut.' },
    en: { title: 'Internal error', text: 'Nothing was saved. Please try again.' },
  },
  'kernel/no-cursors': {
    de: { title: 'Interner Fehler', text: 'Es wurde nichts gespeichert. Bitte versuchen Sie es erneut.' },
    en: { title: 'Internal error', text: 'Nothing was saved. Please try again.' },
  },
};
