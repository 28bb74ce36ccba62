import { type HttpRequest, type HttpResponse } from '../ports.ts';

type Context = { request: HttpRequest; url: URL; clientId: string; params: readonly string[] };
type Handler = (context: Context) => Promise<HttpResponse> | HttpResponse;
export type Route = { method: string; pattern: RegExp; open?: true; handle: Handler };

const part = '([^/]+)';

/** `:` stands for one part of the path. */
export function on(method: string, path: string, handle: Handler, open?: true): Route {
  return { method, pattern: new RegExp(`^${path.replaceAll(':', part)}$`), handle, ...(open ? { open } : {}) };
}
