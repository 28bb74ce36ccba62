import { type Audit } from '../audit/index.ts';
import { type Blobs } from '../blobs/index.ts';
import { type Clock } from '../clock/index.ts';
import { type Config } from '../config/index.ts';
import { type Database } from '../db/index.ts';
import { type ErrorTexts } from '../errors/index.ts';
import { type Route } from '../http/index.ts';
import { type JobHandler, type Jobs, type RecurringTask } from '../jobs/index.ts';
import { type KeyService } from '../keys/index.ts';
import { type Logger } from '../logging/index.ts';
import { type Mail } from '../mail/index.ts';
import { type OutgoingHttp } from '../outgoing/index.ts';
import { type RetentionRule } from '../retention/index.ts';
import { type Scanner } from '../scanner/index.ts';
import { type Secrets } from '../secrets/index.ts';

/** What every module is given; a module of the transport role must not touch `secrets` or `keys`. */
export interface Kernel {
  config: Config;
  clock: Clock;
  log: Logger;
  db: Database;
  jobs: Jobs;
  blobs: Blobs;
  secrets: Secrets;
  keys: KeyService;
  audit: Audit;
  mail: Mail;
  outgoing: OutgoingHttp;
  scanner: Scanner;
}

/** Work that runs in every process that has the module, workers or not. */
export interface Background {
  start(): void;
  stop(): Promise<void>;
}

/** What a module hands to app.ts. No registration by import side effect: app.ts lists the modules. */
export interface ModuleInstance<Service> {
  name: string;
  service: Service;
  routes: readonly Route[];
  jobs: readonly JobHandler[];
  recurring: readonly RecurringTask[];
  retention: readonly RetentionRule[];
  errorTexts: ErrorTexts;
  background?: Background;
}
