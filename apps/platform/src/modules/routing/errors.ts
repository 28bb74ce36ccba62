import { AppError, type ErrorTexts } from '#kernel/errors';

/** `detail` goes to the caller and says which parameter is wrong. */
export function invalidRequest(detail: string): AppError {
  return new AppError('invalid', 'routing/request-invalid', { detail });
}

export const routingErrorTexts = {
  'routing/request-invalid': {
    de: { title: 'Anfrage ist fehlerhaft', text: 'Die Parameter entsprechen nicht der Schnittstelle.' },
    en: { title: 'Request is malformed', text: 'The parameters do not match the interface.' },
  },
} as const satisfies ErrorTexts;
