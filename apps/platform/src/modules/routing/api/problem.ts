import { type AppError, type ErrorKind } from '#kernel/errors';
import { type ErrorReply } from '#kernel/http';

const answers: Partial<Record<ErrorKind, { status: number; title: string }>> = {
  invalid: { status: 400, title: 'Bad Request' },
  'not-found': { status: 404, title: 'Not Found' },
  unavailable: { status: 503, title: 'Service Unavailable' },
};
const internal = { status: 500, title: 'Internal Server Error' };

/** Errors of the published description: problem documents, and an empty object when there were too many requests. */
export function toRoutingProblem(error: AppError, requestId: string): ErrorReply {
  if (error.kind === 'limited') return { status: 429, contentType: 'application/json', body: {} };
  const { status, title } = answers[error.kind] ?? internal;
  const slug = status === 400 ? 'request-invalid' : title.toLowerCase().replaceAll(' ', '-');
  return {
    status,
    contentType: 'application/problem+json',
    body: {
      type: `urn:verbund:problem:routing:${slug}`,
      title,
      status,
      detail: status >= 500 ? 'Please try again later.' : (error.detail ?? title),
      instance: `urn:verbund:request:${requestId}`,
    },
  };
}
