import { type Answer, type Json, rateLimitHeaders, ref, retryAfterHeader } from '#kernel/openapi';
import { httpProblems, httpProblemType, type HttpProblemSlug } from '@verbund/fit-connect';

const always = ['too-many-requests', 'internal', 'unavailable'] as const;

const bearerChallenge: Json = {
  'WWW-Authenticate': { description: 'RFC 6750', schema: { type: 'string' } },
};

function headersOf(status: number): Json {
  if (status === 429 || status === 503) return { ...rateLimitHeaders, ...retryAfterHeader };
  return status === 401 ? { ...rateLimitHeaders, ...bearerChallenge } : rateLimitHeaders;
}

/** The problems that one call may answer, grouped by status; those that every call may answer are added. */
export function problemAnswers(slugs: readonly HttpProblemSlug[]): Record<number, Answer> {
  const byStatus = new Map<number, HttpProblemSlug[]>();
  for (const slug of new Set([...slugs, ...always])) {
    const { status } = httpProblems[slug];
    byStatus.set(status, [...(byStatus.get(status) ?? []), slug]);
  }
  return Object.fromEntries([...byStatus].map(([status, list]) => [status, problemAnswer(status, list)]));
}

function problemAnswer(status: number, slugs: readonly HttpProblemSlug[]): Answer {
  const headers = headersOf(status);
  // Its own form (reference 11, 12): the headers say all.
  if (status === 429) {
    return {
      description: 'Too many requests; the headers say when to come back',
      headers,
      content: { 'application/json': { type: 'object', maxProperties: 0 } },
    };
  }
  const narrowed = { type: { enum: slugs.map(httpProblemType) }, status: { const: status } };
  return {
    description: slugs.map((slug) => httpProblems[slug].title).join('; '),
    headers,
    content: { 'application/problem+json': { ...ref('Problem'), properties: narrowed } },
  };
}

export function good(description: string, content?: Record<string, Json>): Answer {
  return { description, headers: rateLimitHeaders, ...(content ? { content } : {}) };
}
