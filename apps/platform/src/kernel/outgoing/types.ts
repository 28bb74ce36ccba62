export interface OutgoingRequest {
  method: string;
  url: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  timeoutMs?: number;
  maxResponseBytes?: number;
}

export interface OutgoingResponse {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

/**
 * The one door for requests that leave the platform: no private addresses unless listed (VERBUND_ALLOWED_HOSTS),
 * checked on the resolved address so that DNS rebinding does not help, no redirects, time-outs, size caps.
 */
export interface OutgoingHttp {
  request(request: OutgoingRequest): Promise<OutgoingResponse>;
}
