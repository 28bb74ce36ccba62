import { setTimeout as sleep } from 'node:timers/promises';
import { isObject } from './expect.ts';

export interface Answer {
  /** Method and address, for messages. */
  call: string;
  status: number;
  headers: Headers;
  text: string;
  /** Empty when the answer is no JSON object. */
  json: Readonly<Record<string, unknown>>;
}

export interface Call {
  headers?: Readonly<Record<string, string>>;
  /** Sent as application/json unless `type` says otherwise. */
  json?: unknown;
  body?: string;
  /** Content type of the body. */
  type?: string;
}

export interface Http {
  send(method: string, url: string, call?: Call): Promise<Answer>;
  /** Every answer so far: some rules are about all of them. */
  readonly answers: readonly Answer[];
}

const patience = 30_000;
/** FIT-Connect counts in windows of a minute. */
const longestPause = 61;

/** One request as it is told, without the manners of our client: rules are about wrong use as well. */
export function createHttp(): Http {
  const answers: Answer[] = [];

  async function once(method: string, url: string, call: Call): Promise<Answer> {
    const body = call.json === undefined ? call.body : JSON.stringify(call.json);
    const type = call.type ?? (call.json === undefined ? undefined : 'application/json');
    const response = await fetch(url, {
      method,
      headers: {
        'user-agent': 'verbund-conformance/1.0',
        ...(type === undefined ? {} : { 'content-type': type }),
        ...call.headers,
      },
      ...(body === undefined ? {} : { body }),
      redirect: 'manual',
      signal: AbortSignal.timeout(patience),
    });
    const text = await response.text();
    const { pathname, search } = new URL(url);
    return {
      call: `${method} ${pathname}${search}`,
      status: response.status,
      headers: response.headers,
      text,
      json: readObject(text),
    };
  }

  return {
    answers,
    async send(method, url, call = {}) {
      for (let attempt = 1; ; attempt += 1) {
        const answer = await once(method, url, call);
        if (answer.status !== 429 || attempt === 4) {
          answers.push(answer);
          return answer;
        }
        const wait = Number(answer.headers.get('retry-after') ?? answer.headers.get('ratelimit-reset') ?? 5);
        await sleep(1000 * Math.min(Number.isFinite(wait) ? Math.max(wait, 1) : 5, longestPause));
      }
    },
  };
}

function readObject(text: string): Readonly<Record<string, unknown>> {
  if (!text.startsWith('{')) return {};
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
