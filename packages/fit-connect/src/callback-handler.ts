import {
  parseCallback,
  verifyCallback,
  type CallbackNotice,
  type ReplyHint,
  type SubmissionHint,
} from './callbacks.ts';
import { type Clock } from './ports.ts';

export type CallbackHandlerOptions = {
  /** Several while a secret is being exchanged. */
  secret: string | readonly string[];
  /** Resolve when the hint is taken; when it rejects, the service is told to come again. */
  onSubmissions?: (submissions: SubmissionHint[]) => Promise<void> | void;
  onEvents?: (changed: { submissions: SubmissionHint[]; replies: ReplyHint[] }) => Promise<void> | void;
  onReplies?: (replies: ReplyHint[]) => Promise<void> | void;
  clock?: Clock;
};

/** What to answer. `message` is for the answer's body or a log; it never tells more than the status. */
export type CallbackAnswer = { status: 204 | 400 | 401 | 500; message: string };

export type CallbackHandler = (
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  rawBody: string | Uint8Array,
) => Promise<CallbackAnswer>;

/**
 * Takes callbacks of the delivery service, whatever the HTTP framework: hand over the headers and the **raw** body, answer
 * with the status. Any status but 2xx makes the service come again, so a type of a later version is answered 204.
 */
export function createCallbackHandler(options: CallbackHandlerOptions): CallbackHandler {
  const secrets = typeof options.secret === 'string' ? [options.secret] : [...options.secret];
  // An empty secret would let everybody sign.
  if (secrets.length === 0 || secrets.includes('')) throw new TypeError('a callback secret is missing');
  const clock = options.clock ?? Date.now;

  return async (headers, rawBody) => {
    const given = {
      'callback-authentication': headerOf(headers, 'callback-authentication'),
      'callback-timestamp': headerOf(headers, 'callback-timestamp'),
    };
    const verdicts = secrets.map((secret) => verifyCallback(secret, given, rawBody, clock()));
    if (!verdicts.some(({ ok }) => ok)) return { status: 401, message: 'the callback is not authenticated' };
    const notice = parseCallback(rawBody);
    if (!notice) return { status: 400, message: 'the body is no callback' };
    try {
      await handOver(notice, options);
    } catch {
      return { status: 500, message: 'the callback could not be taken now' };
    }
    return { status: 204, message: '' };
  };
}

/** Frameworks differ in the case of names and in how they give repeated headers. */
function headerOf(headers: Parameters<CallbackHandler>[0], name: string): string | undefined {
  const key = name in headers ? name : Object.keys(headers).find((other) => other.toLowerCase() === name);
  const value = key === undefined ? undefined : headers[key];
  return typeof value === 'string' ? value : value?.[0];
}

async function handOver(notice: CallbackNotice, options: CallbackHandlerOptions): Promise<void> {
  switch (notice.kind) {
    case 'submissions':
      return options.onSubmissions?.(notice.submissions);
    case 'events':
      return options.onEvents?.({ submissions: notice.submissions, replies: notice.replies });
    case 'replies':
      return options.onReplies?.(notice.replies);
    case 'unknown':
  }
}
