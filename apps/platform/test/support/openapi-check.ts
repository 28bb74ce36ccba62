import assert from 'node:assert/strict';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { type HttpServer, type InProcessRequest, type InProcessResponse } from '../../src/kernel/http/index.ts';

type Json = Record<string, unknown>;

/** Addresses that a document must describe. */
const described = /^\/(submission-api|destination-api|routing-api|oauth)\//;

interface Found {
  operation: Json;
  answer(status: number, type: string | undefined): ValidateFunction | null;
  request(type: string): ValidateFunction | null;
}

/** The documents of a server, as it serves them, with compiled schemas. */
export class Documents {
  readonly #operations: { method: string; pattern: RegExp; operation: Json; at: string; ajv: [Ajv2020, Ajv2020] }[] =
    [];
  readonly #open: Ajv2020[] = [];
  readonly list: Json[] = [];

  /** `closed`: answers may hold no member that is not described; requests may, newer clients send more. */
  add(document: Json): void {
    const name = `document-${String(this.list.length)}`;
    this.list.push(document);
    const open = newAjv().addSchema(document, name);
    this.#open.push(open);
    const closed = newAjv().addSchema(close(document) as Json, name);
    for (const [path, item] of Object.entries(document['paths'] as Record<string, Json>)) {
      const pattern = new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`);
      for (const [method, operation] of Object.entries(item)) {
        const at = `${name}#/paths/${path.replaceAll('/', '~1')}/${method}`;
        this.#operations.push({ method, pattern, operation: operation as Json, at, ajv: [open, closed] });
      }
    }
  }

  /** A schema of one document by its name. */
  schema(document: number, name: string): ValidateFunction {
    const found = this.#open[document]?.getSchema(`document-${String(document)}#/components/schemas/${name}`);
    assert.ok(found, `no schema ${name}`);
    return found;
  }

  find(method: string, path: string): Found | undefined {
    // A template with fewer parameters is the closer one.
    const [first] = this.#operations
      .filter((one) => one.method === method.toLowerCase() && one.pattern.test(path))
      .sort((a, b) => a.pattern.source.split('[^/]+').length - b.pattern.source.split('[^/]+').length);
    if (first === undefined) return undefined;
    const { operation, at, ajv } = first;
    const [open, closed] = ajv;
    const schemaAt = (compiler: Ajv2020, rest: string): ValidateFunction => {
      const found = compiler.getSchema(encodeURI(`${at}/${rest}/schema`));
      assert.ok(found, `no schema at ${at}/${rest}`);
      return found;
    };
    return {
      operation,
      answer(status, type) {
        const answers = operation['responses'] as Record<string, { content?: Json }>;
        const answer = answers[String(status)];
        assert.ok(answer, `${String(operation['operationId'])} does not describe status ${String(status)}`);
        const types = Object.keys(answer.content ?? {});
        if (type === undefined && types.length === 0) return null;
        const words = `${String(operation['operationId'])} ${String(status)}: ${String(type)} is not described`;
        assert.ok(type !== undefined && types.includes(type), words);
        return schemaAt(closed, `responses/${String(status)}/content/${type.replace('/', '~1')}`);
      },
      request(type) {
        const body = operation['requestBody'] as { content: Json } | undefined;
        const words = `${String(operation['operationId'])} takes ${type}, which is not described`;
        assert.ok(body && type in body.content, words);
        return schemaAt(open, `requestBody/content/${type.replace('/', '~1')}`);
      },
    };
  }
}

function newAjv(): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false });
  formats.default(ajv);
  return ajv;
}

/** Closes every object that lists its members. Beside a reference the members are only narrowed. */
function close(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(close);
  if (typeof value !== 'object' || value === null) return value;
  const closed = Object.fromEntries(Object.entries(value).map(([name, part]) => [name, close(part)]));
  const listsMembers = closed['type'] === 'object' && 'properties' in closed && !('additionalProperties' in closed);
  return listsMembers ? { ...closed, additionalProperties: false } : closed;
}

function mediaType(headers: Readonly<Record<string, string>> | undefined): string | undefined {
  const value = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  return value?.split(';', 1)[0]?.trim().toLowerCase();
}

/** The body as its schema sees it. Undefined: too large to be looked at. */
function contentOf(type: string, body: string | Uint8Array): unknown {
  if (body.length > 2_000_000) return undefined;
  const text = typeof body === 'string' ? body : Buffer.from(body).toString();
  // RFC 8259, 8.1: a mark of byte order may be ignored.
  if (type.endsWith('json')) return JSON.parse(text.replace(/^\uFEFF/, ''));
  return type === 'application/x-www-form-urlencoded' ? Object.fromEntries(new URLSearchParams(text)) : text;
}

function fits(validate: ValidateFunction | null, content: unknown, what: string): void {
  if (validate === null || content === undefined || validate(content)) return;
  assert.fail(`${what} is not as described: ${JSON.stringify(validate.errors?.slice(0, 5))}`);
}

export function checkAnswer(documents: Documents, request: InProcessRequest, response: InProcessResponse): void {
  const { pathname } = new URL(request.url, 'http://in-process');
  if (!described.test(pathname) || request.method === 'HEAD') return;
  const name = `${request.method} ${pathname}`;
  const found = documents.find(request.method, pathname);
  if (found === undefined) {
    assert.ok([404, 405].includes(response.status), `${name} answers ${String(response.status)} and is not described`);
    return;
  }
  const type = mediaType(response.headers);
  const answer = found.answer(response.status, type);
  // A streamed answer belongs to the caller.
  const content = type === undefined || response.stream ? undefined : contentOf(type, response.body);
  fits(answer, content, `${name} ${String(response.status)}`);
  // What was accepted must be described as acceptable.
  const { body } = request;
  if (response.status >= 300 || !['POST', 'PUT', 'PATCH'].includes(request.method)) return;
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) return;
  const sent = mediaType(request.headers) ?? 'application/json';
  fits(found.request(sent), contentOf(sent, body), `${name}, request`);
}

export async function documentsOf(server: Pick<HttpServer, 'routes' | 'inProcess'>): Promise<Documents> {
  const documents = new Documents();
  const addresses = server.routes
    .map(({ path }) => path)
    .filter((path) => /^\/\w+-api\/v\d\/openapi\.json$/.test(path));
  for (const url of addresses) {
    const { status, body } = await server.inProcess({ method: 'GET', url });
    assert.equal(status, 200, url);
    documents.add(JSON.parse(Buffer.from(body).toString()) as Json);
  }
  return documents;
}

/** A server that compares every answer with its own documents. What does not fit fails the call, and the stop as well. */
export function checked(server: HttpServer): HttpServer {
  let documents: Promise<Documents> | undefined;
  const faults: Error[] = [];
  return {
    ...server,
    async inProcess(request) {
      documents ??= documentsOf(server);
      const response = await server.inProcess(request);
      try {
        checkAnswer(await documents, request, response);
      } catch (error) {
        // A test that expects some failure would take this one for it.
        if (error instanceof Error) faults.push(error);
        throw error;
      }
      return response;
    },
    async stop() {
      await server.stop();
      const [first] = faults;
      if (first) throw first;
    },
  };
}

type Over<Answer> = (
  method: string,
  path: string,
  headers?: Record<string, string>,
  body?: string | Uint8Array,
) => Promise<Answer>;

/** The same comparison for calls that go over a socket. */
export async function checkedOver<
  Answer extends { status: number; headers: Record<string, string | string[] | undefined>; text: string },
>(server: HttpServer, call: Over<Answer>): Promise<Over<Answer>> {
  const documents = await documentsOf(server);
  return async (method, url, headers, body) => {
    const answer = await call(method, url, headers, body);
    const given = Object.entries(answer.headers).map(([name, value]) => [name, String(value ?? '')]);
    const response = {
      status: answer.status,
      headers: Object.fromEntries(given) as Record<string, string>,
      body: Buffer.from(answer.text),
    };
    checkAnswer(documents, { method, url, headers: headers ?? {}, ...(body === undefined ? {} : { body }) }, response);
    return answer;
  };
}
