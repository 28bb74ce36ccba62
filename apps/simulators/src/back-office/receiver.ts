import { mkdir, readdir, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { listen } from '../http.ts';
import { Refusal, takeSubmission, type Place } from './take-submission.ts';

/** What the next calls get instead of a proper answer. */
type Behaviour = { answer: number | 'hang' | 'lose'; times: number };

export interface BackOffice {
  url: string;
  close(): Promise<void>;
}

/** Checks, stores durably, answers: everything that a receiver of verbund-connector has to do. */
export async function startBackOffice(options: Place & { port: number }): Promise<BackOffice> {
  await mkdir(options.folder, { recursive: true });
  // What a killed predecessor left half-written was never answered, so it comes again.
  for (const name of await readdir(options.folder))
    if (name.startsWith('.part-')) await rm(join(options.folder, name), { recursive: true, force: true });
  const behaviours: Behaviour[] = [];
  const server = createServer((request, response) => void answer(request, response, options, behaviours));
  const port = await listen(server, options.port);
  return {
    url: `http://127.0.0.1:${String(port)}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  place: Place,
  behaviours: Behaviour[],
): Promise<void> {
  const end = (status: number, body: unknown = {}): void => {
    const type = status >= 400 ? 'application/problem+json' : 'application/json';
    response.writeHead(status, { 'content-type': type, connection: 'close' }).end(JSON.stringify(body));
  };
  try {
    const path = `${request.method ?? ''} ${request.url ?? ''}`;
    if (path === 'GET /submissions')
      return end(
        200,
        (await readdir(place.folder)).filter((name) => !name.startsWith('.')),
      );
    if (path === 'POST /behaviour') {
      behaviours.push(await readBehaviour(request));
      return end(204);
    }
    if (path === 'OPTIONS /submissions') return void response.writeHead(204, { allow: 'GET, POST' }).end();
    if (path !== 'POST /submissions') return end(404, { title: 'unknown', status: 404 });
    const planned = takeBehaviour(behaviours);
    if (planned === 'hang') return;
    if (typeof planned === 'number') {
      await readToTheEnd(request);
      return end(planned, {
        title: 'Told to fail',
        status: planned,
        detail: `the simulator was told to answer ${String(planned)}`,
      });
    }
    const stored = await takeSubmission(request, place);
    if (planned === 'lose') return void request.socket.destroy();
    return stored ? end(201) : end(409, { title: 'Already here', status: 409 });
  } catch (error) {
    if (response.headersSent) return;
    await readToTheEnd(request);
    if (error instanceof Refusal) return end(error.status, { title: error.message, status: error.status });
    return end(500, { title: error instanceof Error ? error.message : 'failed', status: 500 });
  }
}

/** Who refuses before everything has come cuts the line, and the sender may never see why. */
async function readToTheEnd(request: IncomingMessage): Promise<void> {
  if (!request.readableEnded) await finished(request.resume()).catch(() => undefined);
}

function takeBehaviour(behaviours: Behaviour[]): Behaviour['answer'] | undefined {
  const [first] = behaviours;
  if (!first) return undefined;
  first.times -= 1;
  if (first.times <= 0) behaviours.shift();
  return first.answer;
}

async function readBehaviour(request: IncomingMessage): Promise<Behaviour> {
  let text = '';
  for await (const piece of request) text += String(piece);
  const { answer: wanted, times = 1 } = JSON.parse(text) as Partial<Behaviour>;
  if (wanted === undefined || !Number.isInteger(times)) throw new Refusal(400, 'answer and times are needed');
  return { answer: wanted, times };
}
