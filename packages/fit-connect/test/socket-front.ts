import { createReadStream, createWriteStream } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { httpTransport, type HttpRequest, type HttpTransport } from '../src/index.ts';
import { type DeliveryService } from '../src/testing/index.ts';

export type SocketFront = {
  transport: HttpTransport;
  /** Breaks the connection of the next request that fits, after so many bytes of its upload or download. */
  cutNext(fits: (line: string) => boolean, after: number): void;
  /** `METHOD /path`, and for uploads how many bytes came. */
  lines: string[];
  close(): void;
};

type Options = {
  /** Attachments go into files here and never into memory. */
  folder?: string;
};

/** The delivery service in memory behind real sockets. */
export async function openSocketFront(service: DeliveryService, options: Options = {}): Promise<SocketFront> {
  const origin = new URL(service.submissionBaseUrl).origin;
  const lines: string[] = [];
  const cuts: { fits: (line: string) => boolean; after: number }[] = [];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const line = `${request.method} ${request.url}`;
    const index = cuts.findIndex(({ fits }) => fits(line));
    const [cut] = index < 0 ? [] : cuts.splice(index, 1);
    const limit = cut?.after ?? Number.POSITIVE_INFINITY;
    const [, itemId = '', attachmentId = ''] = /\/([^/]+)\/attachments\/([^/]+)$/.exec(request.url ?? '') ?? [];
    if (options.folder !== undefined && attachmentId !== '') {
      const file = join(options.folder, attachmentId);
      if (request.method === 'GET') return pipeline(createReadStream(file), response);
      service.item(itemId).attachments.set(attachmentId, await storeJwe(request, file));
      response.writeHead(204).end();
      return;
    }
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (request.method === 'PUT' && length > limit) {
        lines.push(`${line} cut`);
        request.destroy();
        return;
      }
      chunks.push(chunk);
    }
    lines.push(line);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const),
    );
    const method = request.method as HttpRequest['method'];
    const answered = await service.transport({
      method,
      url: `${origin}${request.url}`,
      headers,
      body: Buffer.concat(chunks),
    });
    response.writeHead(answered.status, { ...answered.headers, 'content-length': answered.body.length });
    if (answered.body.length <= limit) return void response.end(answered.body);
    response.write(answered.body.subarray(0, limit), () => response.destroy());
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const send = httpTransport();
  return {
    lines,
    transport: (request) => send({ ...request, url: request.url.replace(origin, `http://127.0.0.1:${port}`) }),
    cutNext: (fits, after) => void cuts.push({ fits, after }),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Gives a stand-in whose head and tag are true: that is all the service looks at. */
async function storeJwe(request: IncomingMessage, file: string): Promise<string> {
  let head = '';
  let tail = '';
  await pipeline(
    request,
    async function* (source: AsyncIterable<Buffer>) {
      for await (const chunk of source) {
        if (head.length < 2000) head += chunk.toString('latin1', 0, 2000);
        tail = (tail + chunk.toString('latin1', Math.max(0, chunk.length - 30))).slice(-30);
        yield chunk;
      }
    },
    createWriteStream(file),
  );
  return [...head.split('.').slice(0, 3), 'AAAA', tail.slice(tail.indexOf('.') + 1)].join('.');
}
