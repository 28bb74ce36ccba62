import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';

export interface WrongProxy {
  base: string;
  close(): Promise<void>;
}

type Json = Record<string, unknown>;

/** Adds a missing cty, so that the service behind has nothing to refuse. */
function withCty(jwe: unknown): unknown {
  if (typeof jwe !== 'string') return jwe;
  const end = jwe.indexOf('.');
  try {
    const header = JSON.parse(Buffer.from(jwe.slice(0, end), 'base64url').toString()) as Json;
    const complete = { cty: 'application/json', ...header };
    return Buffer.from(JSON.stringify(complete)).toString('base64url') + jwe.slice(end);
  } catch {
    return jwe;
  }
}

function readBody(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/**
 * A service that does three things wrong: it takes contents without cty, hands out other tags than it was given, and
 * shows submissions to whoever asks for them.
 */
export async function startWrongProxy(upstream: string): Promise<WrongProxy> {
  let latestReader: string | undefined;

  async function forward(method: string, path: string, headers: IncomingHttpHeaders, body: string): Promise<Response> {
    const { authorization, 'content-type': type } = headers;
    const submit = method === 'PUT' && /\/v2\/submissions\/[^/]+$/.test(path) ? readBody(body) : undefined;
    const changed = submit
      ? JSON.stringify(
          Object.fromEntries(
            Object.entries(submit).map(([name, jwe]) => [
              name,
              name === 'encryptedData' || name === 'encryptedMetadata' ? withCty(jwe) : jwe,
            ]),
          ),
        )
      : body;
    return fetch(`${upstream}${path}`, {
      method,
      headers: { ...(authorization ? { authorization } : {}), ...(type ? { 'content-type': type } : {}) },
      ...(changed === '' ? {} : { body: changed }),
    });
  }

  /** Of a submission and its attachments. */
  async function read(path: string, headers: IncomingHttpHeaders): Promise<{ response: Response; text: string }> {
    let response = await forward('GET', path, headers, '');
    if (response.status === 200) latestReader = headers.authorization;
    // Whom it does not belong to gets it as well, in the name of the last one who might.
    else if (response.status === 404 && latestReader !== undefined) {
      const asOther = await forward('GET', path, { ...headers, authorization: latestReader }, '');
      if (asOther.status === 200) response = asOther;
    }
    const text = await response.text();
    const other = text.replace(/("encryptedMetadata":"[^"]*)[^"]{2}"/, (_all, start: string) => `${start}AA"`);
    return { response, text: other };
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      void (async () => {
        const { method = 'GET', url = '/', headers } = request;
        const reading = method === 'GET' && /\/v2\/submissions\/[^/?]+($|\/attachments\/)/.test(url);
        const answer = reading ? await read(url, headers) : undefined;
        const upstreamAnswer =
          answer?.response ?? (await forward(method, url, headers, Buffer.concat(chunks).toString()));
        const text = answer?.text ?? (await upstreamAnswer.text());
        const type = upstreamAnswer.headers.get('content-type');
        response.writeHead(upstreamAnswer.status, type === null ? {} : { 'content-type': type });
        response.end(text);
      })();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    base: `http://127.0.0.1:${String(port)}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
