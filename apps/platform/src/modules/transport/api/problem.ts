import { type AppError, type ErrorKind } from '#kernel/errors';
import { type ErrorReply } from '#kernel/http';
import { httpProblemPrefix, httpProblems, httpProblemType, type HttpProblemSlug } from '@verbund/fit-connect';

/** What the kernel itself refuses (size, media type, rate, database) under the names of this protocol. */
const slugOfKind = {
  invalid: 'request-invalid',
  unauthenticated: 'unauthenticated',
  forbidden: 'forbidden',
  'not-found': 'attachment-not-found',
  conflict: 'state-invalid',
  gone: 'submission-not-found',
  'too-large': 'too-large',
  unsupported: 'unsupported-media-type',
  limited: 'too-many-requests',
  internal: 'internal',
} as const satisfies Record<Exclude<ErrorKind, 'unavailable'>, HttpProblemSlug>;

const known = new Set<string>(Object.keys(httpProblems));

function slugOf(error: AppError): HttpProblemSlug | 'unavailable' {
  const [module, name = ''] = error.code.split('/');
  if (module === 'transport' && isSlug(name)) return name;
  return error.kind === 'unavailable' ? 'unavailable' : slugOfKind[error.kind];
}

function isSlug(name: string): name is HttpProblemSlug {
  return known.has(name);
}

/** RFC 7807 with the types of FIT-Connect (reference 12). `detail` is always there: a real client fails without it. */
export function toProblem(error: AppError, requestId: string): ErrorReply {
  const slug = slugOf(error);
  const { status, title, type } =
    slug === 'unavailable'
      ? { status: 503, title: 'Temporarily unavailable', type: `${httpProblemPrefix}unavailable` }
      : { ...httpProblems[slug], type: httpProblemType(slug) };
  const detail = status >= 500 ? 'Please try again later.' : (error.detail ?? title);
  return {
    status,
    contentType: 'application/problem+json',
    headers: status === 401 ? { 'www-authenticate': 'Bearer error="invalid_token"' } : {},
    body: {
      type,
      title,
      status,
      detail,
      instance: `urn:verbund:request:${requestId}`,
      ...(error.problems.length === 0 ? {} : { errors: error.problems }),
    },
  };
}
