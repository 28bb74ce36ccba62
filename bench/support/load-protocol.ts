/** What the load client, a process of its own, is told to do (JSON on stdin) and what it answers (JSON on stdout). */
export type Load =
  | {
      kind: 'repeat';
      connections: number;
      seconds: number;
      warmUpSeconds: number;
      requests: readonly PlainRequest[];
      expect: number;
      origin: string;
    }
  | {
      kind: 'journeys';
      seconds: number;
      warmUpSeconds: number;
      origin: string;
      expect: number;
      people: readonly Person[];
      start: string;
      pages: readonly JourneyPage[];
    };

export interface PlainRequest {
  method: 'GET' | 'POST';
  path: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}

export interface Person {
  cookie: string;
  csrf: string;
}

export interface JourneyPage {
  id: string;
  /** Encoded fields without token, revision and sheet. */
  body: string;
}

export interface LoadResult {
  /** Requests, or journeys. */
  done: number;
  seconds: number;
  p50: number;
  p99: number;
  /** Requests of any kind. */
  requests: number;
  failures: readonly string[];
}
