export interface OutgoingRequest {
  method: string;
  url: string;
  headers?: Record<string, string>;
  /** A stream needs `contentLength`. */
  body?: string | Uint8Array | AsyncIterable<Uint8Array>;
  contentLength?: number;
  /** Asks for the content of a good answer (2xx) as a stream. */
  stream?: boolean;
  /** For the whole exchange; where a stream is sent or asked for, for each pause in it. */
  timeoutMs?: number;
  maxResponseBytes?: number;
}

export interface OutgoingResponse {
  status: number;
  headers: Record<string, string>;
  /** Empty when `stream` carries the content. */
  body: Uint8Array;
  /** Must be read, or left by breaking out of a loop over it. */
  stream?: AsyncIterable<Uint8Array>;
}

/**
 * The one door for requests that leave the platform: no private addresses unless listed (VERBUND_ALLOWED_HOSTS),
 * checked on the resolved address so that DNS rebinding does not help, no redirects, time-outs, size caps.
 */
export interface OutgoingHttp {
  request(request: OutgoingRequest): Promise<OutgoingResponse>;
}
