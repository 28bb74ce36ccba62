import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Version } from './rule.ts';
import { type Credentials } from './support/party.ts';
import { type Urls } from './support/suite.ts';

export const usage = `npm run conformance -- --base URL [option]…
npm run conformance -- --own [option]…

Checks a FIT-Connect delivery service against the rules of our reference and prints a table (rule, section, result).

Service
  --base URL            public address; /submission-api, /destination-api, /routing-api and /oauth/token follow from it
  --submission URL, --destination URL, --routing URL, --token URL
                        where the service keeps these elsewhere
  --v1 URL              version 1 of the submission API, default <submission>/v1
  --own                 starts our own service alone (role transport, no master key) on the embedded PostgreSQL, or on
                        the server of DATABASE_URL, whose login must be allowed to make roles and databases

Clients: an id by option or VERBUND_CONFORMANCE_<NAME>_ID, its secret by VERBUND_CONFORMANCE_<NAME>_SECRET or a file.
  --sender-id ID            --sender-secret-file FILE            NAME: SENDER
  --subscriber-id ID        --subscriber-secret-file FILE        NAME: SUBSCRIBER; needs scope manage-destinations
  --other-sender-id ID      --other-sender-secret-file FILE      NAME: OTHER_SENDER, optional
  --other-subscriber-id ID  --other-subscriber-secret-file FILE  NAME: OTHER_SUBSCRIBER, optional

Run
  --only PART           rules whose name contains PART; may be repeated
  --version v1|v2|all   default all
  --callback-listen HOST:PORT   receives callbacks there; the service must be allowed to reach it
  --callback-url URL    its address as the service sees it, when that is another
  --keys FOLDER         keeps the four RSA-4096 keys of the run there for the next one
  --strict              our own choices count like confirmed rules (always so with --own)
  --json                the result as JSON

Ends with 0 when all confirmed rules hold, 1 when one does not, 2 for wrong usage.
`;

export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface Clients {
  sender: Credentials;
  subscriber: Credentials;
  otherSender: Credentials | undefined;
  otherSubscriber: Credentials | undefined;
}

export interface Options {
  /** Null: our own service. */
  service: { base: string; urls: Urls; clients: Clients } | null;
  databaseUrl: string | undefined;
  only: readonly string[];
  version: Version | 'all';
  callbackListen: string | undefined;
  callbackUrl: string | undefined;
  keys: string | undefined;
  strict: boolean;
  json: boolean;
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const known = {
  base: text,
  submission: text,
  destination: text,
  routing: text,
  token: text,
  v1: text,
  own: flag,
  'sender-id': text,
  'sender-secret-file': text,
  'subscriber-id': text,
  'subscriber-secret-file': text,
  'other-sender-id': text,
  'other-sender-secret-file': text,
  'other-subscriber-id': text,
  'other-subscriber-secret-file': text,
  only: { type: 'string', multiple: true, default: new Array<string>() },
  version: { type: 'string', default: 'all' },
  'callback-listen': text,
  'callback-url': text,
  keys: text,
  strict: flag,
  json: flag,
  help: flag,
} as const;

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: known }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
type Values = ReturnType<typeof parse>;

/** Undefined: help was asked for. Throws UsageError. */
export function readOptions(argv: readonly string[], env: NodeJS.ProcessEnv): Options | undefined {
  const values = parse(argv);
  if (values.help) return undefined;
  const version = (['v1', 'v2', 'all'] as const).find((one) => one === values.version);
  if (version === undefined) throw new UsageError('--version is v1, v2 or all.');
  if (values.own === (values.base !== undefined)) throw new UsageError('Either --base or --own is needed.');
  const service =
    values.base === undefined
      ? null
      : { base: values.base, urls: urlsOf(values, values.base), clients: clientsOf(values, env) };
  return {
    service,
    databaseUrl: env['DATABASE_URL'],
    only: values.only,
    version,
    callbackListen: values['callback-listen'],
    callbackUrl: values['callback-url'],
    keys: values.keys,
    strict: values.strict || service === null,
    json: values.json,
  };
}

function urlsOf(values: Values, base: string): Urls {
  const below = urlsBelow(base);
  const of = (part: keyof Urls): string => {
    const url = values[part] ?? below[part];
    if (!URL.canParse(url)) throw new UsageError(`No address: ${url}`);
    return url.replace(/\/+$/, '');
  };
  const submission = of('submission');
  const v1 = values.v1 === undefined ? `${submission}/v1` : of('v1');
  return { submission, destination: of('destination'), routing: of('routing'), token: of('token'), v1 };
}

function clientsOf(values: Values, env: NodeJS.ProcessEnv): Clients {
  const read = (name: 'sender' | 'subscriber' | 'other-sender' | 'other-subscriber'): Credentials | undefined => {
    const prefix = `VERBUND_CONFORMANCE_${name.toUpperCase().replace('-', '_')}`;
    const clientId = values[`${name}-id`] ?? env[`${prefix}_ID`];
    if (clientId === undefined) return undefined;
    const file = values[`${name}-secret-file`];
    const clientSecret = file === undefined ? env[`${prefix}_SECRET`] : readSecret(file);
    if (!clientSecret)
      throw new UsageError(`The secret of the ${name} is missing: ${prefix}_SECRET or --${name}-secret-file.`);
    return { clientId, clientSecret };
  };
  const [sender, subscriber] = [read('sender'), read('subscriber')];
  if (sender === undefined || subscriber === undefined) {
    throw new UsageError('--sender-id and --subscriber-id are needed, with their secrets.');
  }
  return { sender, subscriber, otherSender: read('other-sender'), otherSubscriber: read('other-subscriber') };
}

function readSecret(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new UsageError(`${file} cannot be read.`);
  }
}

/** Where the parts of a service lie under one public address. */
export function urlsBelow(address: string): Urls {
  const base = address.replace(/\/+$/, '');
  return {
    submission: `${base}/submission-api`,
    destination: `${base}/destination-api`,
    routing: `${base}/routing-api`,
    token: `${base}/oauth/token`,
    v1: `${base}/submission-api/v1`,
  };
}
