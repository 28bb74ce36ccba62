import { type AppError, type ErrorKind } from '#kernel/errors';
import { type ErrorReply } from '#kernel/http';
import { httpProblems, httpProblemType, type HttpProblemSlug } from '@verbund/fit-connect';

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
  unavailable: 'unavailable',
  internal: 'internal',
} as const satisfies Record<ErrorKind, HttpProblemSlug>;

const known = new Set<string>(Object.keys(httpProblems));

function slugOf(error: AppError): HttpProblemSlug {
  const [module, name = ''] = error.code.split('/');
  if (module === 'transport' && isSlug(name)) return name;
  return slugOfKind[error.kind];
}

function isSlug(name: string): name is HttpProblemSlug {
  return known.has(name);
}

/** RFC 7807 with the types of FIT-Connect (reference 12). `detail` is always there: a real client fails without it. */
export function toProblem(error: AppError, requestId: string): ErrorReply {
  const slug = slugOf(error);
  // No problem document here (reference 11, 12); Retry-After and the RateLimit headers say all.
  if (slug === 'too-many-requests') return { status: 429, contentType: 'application/json', body: {} };
  const { status, title } = httpProblems[slug];
  const limit = error.params['limit'];
  const words = error.detail ?? (limit === undefined ? title : `The body may have at most ${limit}.`);
  return {
    status,
    contentType: 'application/problem+json',
    headers: status === 401 ? { 'www-authenticate': 'Bearer error="invalid_token"' } : {},
    body: {
      type: httpProblemType(slug),
      title,
      status,
      detail: status >= 500 ? 'Please try again later.' : words,
      instance: `urn:verbund:request:${requestId}`,
      ...(error.problems.length === 0 ? {} : { errors: error.problems }),
    },
  };
}
