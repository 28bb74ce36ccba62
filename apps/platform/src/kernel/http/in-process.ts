import { type FastifyInstance } from 'fastify';

export interface InProcessRequest {
  method: string;
  url: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
}

export interface InProcessResponse {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

export type InProcessTransport = (request: InProcessRequest) => Promise<InProcessResponse>;

/** No real peer has this address, so it cannot be forged from outside; it lifts the limits per address. */
export const inProcessAddress = 'in-process';

/** The platform talking to itself through complete HTTP semantics, without a socket. */
export function inProcessTransport(app: FastifyInstance, publicUrl: URL): InProcessTransport {
  return async (request) => {
    const url = new URL(request.url, publicUrl);
    const response = await app.inject({
      method: readMethod(request.method),
      url: url.pathname + url.search,
      headers: { host: url.host, ...request.headers },
      remoteAddress: inProcessAddress,
      ...(request.body === undefined
        ? {}
        : { payload: typeof request.body === 'string' ? request.body : Buffer.from(request.body) }),
    });
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(response.headers)) {
      if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : String(value);
    }
    return { status: response.statusCode, headers, body: response.rawPayload };
  };
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

function readMethod(method: string): (typeof methods)[number] {
  const known = methods.find((candidate) => candidate === method.toUpperCase());
  if (known === undefined) throw new TypeError(`method not supported: ${method}`);
  return known;
}
