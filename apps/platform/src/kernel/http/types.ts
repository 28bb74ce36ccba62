import { type VNode } from 'preact';
import { type Readable } from 'node:stream';
import { type ClientId, type Lang, type PersonId, type StaffId, type TenantId } from '../ids/index.ts';
import { type Logger } from '../logging/index.ts';
import { type AppError, type FieldProblem } from '../errors/index.ts';

/** Who may call a route. A route without a rule stops the start of the platform. */
export type AccessRule =
  | { kind: 'public' }
  | { kind: 'person' }
  /** `action` is a row of identity's role × action table; the session's tenant becomes ctx.staff.tenant. */
  | { kind: 'staff'; action: string }
  | { kind: 'operator'; action: string }
  /** The route checks a bearer token or a signature itself (protocol endpoints); `why` says how. */
  | { kind: 'protocol'; why: string };

/** Limits per minute, by address or (`client`) by the caller that `admit` found; the numbers are in rate-classes.ts. */
export type RateClass = 'page' | 'write' | 'sign-in' | 'api' | 'upload' | 'asset' | 'protocol' | 'client';

export interface PersonSession {
  kind: 'person';
  sessionId: string;
  person: PersonId;
  displayName: string;
  trustLevel: 'basic' | 'substantial' | 'high';
  /** The test system that this person was made up for; pages say so. */
  sandbox?: TenantId;
}

export interface StaffSession {
  kind: 'staff';
  sessionId: string;
  staff: StaffId;
  tenant: TenantId;
  displayName: string;
  roles: readonly string[];
  /** Allowed actions, resolved from the role × action table. */
  actions: ReadonlySet<string>;
  isOperator: boolean;
  /** Works in a test system at the moment; pages say so. */
  isSandbox?: boolean;
  /** The same person works for more than one tenant and may switch. */
  hasSeveralWorkplaces?: boolean;
}

export type Session = PersonSession | StaffSession;

/** Provided by the identity module; the kernel knows cookies, not accounts. A browser may hold one of each kind. */
export interface SessionPort {
  resolve(token: string): Promise<Session | null>;
}

export interface UploadedFile {
  field: string;
  filename: string;
  /** As claimed by the browser; check by content before trusting it. */
  mimeType: string;
  /** Must be consumed or the request stalls. */
  stream: Readable;
}

export interface RequestContext {
  requestId: string;
  method: string;
  /** Path with query, never logged with query. */
  url: URL;
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  /** urlencoded or multipart text fields; empty for other bodies. */
  form: URLSearchParams;
  /** Multipart only. Iterating streams the parts in order; text fields that precede a file are in `form` already. */
  files: AsyncIterable<UploadedFile>;
  /** Body of 'json' routes (parsed) and 'text'/'raw' routes. */
  body: unknown;
  headers: Readonly<Record<string, string | undefined>>;
  cookies: Readonly<Record<string, string | undefined>>;
  lang: Lang;
  /** Null unless the access rule or the cookie says so; routes with rule person/staff/operator may rely on theirs. */
  person: PersonSession | null;
  staff: StaffSession | null;
  csrfToken: string;
  log: Logger;
  now: Date;
  remoteAddress: string;
  /** Same-site path to return to after a POST, taken from the form field `_return` when it is a local path. */
  returnTo: string | null;
}

export type Reply =
  | { kind: 'page'; status?: number; page: VNode; headers?: Record<string, string>; cookies?: readonly CookieChange[] }
  | { kind: 'redirect'; to: string; cookies?: readonly CookieChange[] }
  | { kind: 'json'; status?: number; body: unknown; contentType?: string; headers?: Record<string, string> }
  | { kind: 'text'; status?: number; body: string; contentType: string; headers?: Record<string, string> }
  | {
      kind: 'bytes';
      status?: number;
      body: Uint8Array | Readable;
      contentType: string;
      /** Makes it a download; then only harmless types are named, all others are sent as bytes. */
      filename?: string;
      headers?: Record<string, string>;
    }
  | { kind: 'empty'; status: 204 | 202; headers?: Record<string, string> };

export interface CookieChange {
  /** Kernel adds the `__Host-` prefix under https. */
  name: string;
  /** null deletes. */
  value: string | null;
  maxAgeSeconds?: number;
}

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Fastify path syntax, e.g. '/konto/entwurf/:draft/:page'. */
  path: string;
  /** Stable name: `module.kebab`; operationId of APIs. */
  name: string;
  /** 'page': CSRF-checked, errors are pages. 'api': no cookies, errors are application/problem+json. */
  surface: 'page' | 'api';
  access: AccessRule;
  rate: RateClass;
  /** How the body is read; default 'form' for pages with POST, 'json' for APIs. 'raw' gives a Buffer, 'stream' a Readable. */
  body?: 'form' | 'multipart' | 'json' | 'text' | 'raw' | 'stream' | 'none';
  maxBodyBytes?: number;
  /** Pages that an inventory crawler can open without parameters, or example parameters for it. */
  example?: Record<string, string>;
  /**
   * Protocols with their own callers: who calls, by its authorization header. Asked before the body is read, so that
   * nobody without a right makes us read one; calls are then counted per caller as well.
   */
  admit?(authorization: string | undefined): Promise<string>;
  /** Protocols with their own error format; without it APIs answer application/problem+json. */
  mapError?(error: AppError, requestId: string): ErrorReply;
  handle(ctx: RequestContext): Promise<Reply>;
}

/** Maps an error to the reply of a protocol with its own format (OAuth, FIT-Connect). */
export interface ErrorReply {
  status: number;
  body: unknown;
  contentType: string;
  /** E.g. WWW-Authenticate. */
  headers?: Record<string, string>;
}

export type { FieldProblem, ClientId };
