import { type VNode } from 'preact';
import { type Clock } from '../clock/index.ts';
import { type Config } from '../config/types.ts';
import { type ErrorTexts } from '../errors/index.ts';
import { type Lang } from '../ids/index.ts';
import { type Logger } from '../logging/index.ts';
import { type RateSetting } from './rate-classes.ts';
import { type PersonSession, type Route, type SessionPort, type StaffSession } from './types.ts';

/** What a page about an error needs; the shell of the page is the ui's business. */
export interface ErrorPageArgs {
  status: number;
  code: string;
  title: string;
  /** What happened and what to do now. */
  text: string;
  requestId: string;
  lang: Lang;
  path: string;
  /** Undefined: the question does not arise (nothing was entered). */
  entriesSaved: boolean | undefined;
  /** The sentence to show about it, null when undefined above. */
  entriesText: string | null;
  /** Where to go on, e.g. to the sign-in. */
  links: readonly { href: string; label: string }[];
  person: PersonSession | null;
  staff: StaffSession | null;
}

export type ErrorPage = (args: ErrorPageArgs) => VNode;

export interface ReadinessCheck {
  name: string;
  /** Rejects when the platform should get no traffic. */
  check(): Promise<void>;
}

export interface HttpServerOptions {
  config: Config;
  log: Logger;
  clock: Clock;
  sessions: SessionPort;
  routes: readonly Route[];
  errorTexts: ErrorTexts;
  /** Null or throwing: a plain built-in page answers instead. */
  errorPage: ErrorPage | null;
  /** `secrets.derive`; null in a process without master key, which then must have no page routes. */
  derive: ((purpose: string) => Uint8Array) | null;
  readiness: readonly ReadinessCheck[];
  /** Default: full limits in production, 10,000 times as much elsewhere. */
  rateLimits?: RateSetting;
  /** Addresses or CIDR ranges of reverse proxies whose X-Forwarded-For counts. Default: this machine. */
  trustedProxies?: readonly string[];
  timeouts?: Partial<Timeouts>;
  /** Large bodies of all requests together. Default 256 MiB. */
  bodyMemoryBytes?: number | undefined;
}

export interface Timeouts {
  /** Complete headers. */
  headersMs: number;
  /** Complete body of forms and JSON. */
  bodyMs: number;
  /** Complete body of uploads and streams, which slow lines need longer for. */
  uploadMs: number;
  keepAliveMs: number;
  /** How long running requests may go on after the order to stop. */
  stopMs: number;
}

export const defaultTimeouts: Timeouts = {
  headersMs: 15_000,
  bodyMs: 30_000,
  uploadMs: 600_000,
  keepAliveMs: 20_000,
  stopMs: 10_000,
};
