import { type Socket } from 'node:net';
import { AppError, type ErrorTexts } from '../errors/index.ts';
import { statusOf, textOf } from './errors.ts';
import { problem } from './error-reply.ts';
import { newRequestId } from './request-id.ts';
import { plainErrorPage } from './plain-error-page.ts';
import { isApiPath, pathOf } from './surfaces.ts';

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

function asAppError(code: string | undefined): AppError {
  if (code === 'HPE_HEADER_OVERFLOW') return new AppError('invalid', 'http/headers-too-large');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new AppError('invalid', 'http/body-timeout');
  return new AppError('invalid', 'http/bad-request');
}

/** Answers what Node's parser refuses before there is a request: headers too large, too slow, or not HTTP. */
export function answerClientError(
  error: Error & { code?: string; rawPacket?: unknown },
  socket: Socket,
  texts: ErrorTexts,
  headers: Readonly<Record<string, string>>,
): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const appError = asAppError(error.code);
  const status = statusOf(appError);
  const requestId = newRequestId();
  // The path is only known when the refused packet holds the request line.
  const start = Buffer.isBuffer(error.rawPacket) ? error.rawPacket.subarray(0, 300).toString('latin1') : '';
  const path = pathOf(/^[A-Z]+ (\/\S*)/.exec(start)?.[1]);
  const api = isApiPath(path);
  const body = api
    ? JSON.stringify(problem(appError, status, requestId, texts))
    : plainErrorPage({
        status,
        code: appError.code,
        ...textOf(appError, texts, 'de'),
        requestId,
        lang: 'de',
        path: '/',
        entriesSaved: undefined,
        entriesText: null,
        links: [{ href: '/', label: 'Zur Startseite' }],
        person: null,
        staff: null,
      });
  const lines = Object.entries({
    ...headers,
    'content-type': api ? 'application/problem+json; charset=utf-8' : 'text/html; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'no-store',
    'x-request-id': requestId,
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${reasons[status] ?? 'Bad Request'}\r\n${lines.join('')}\r\n${body}`);
}
