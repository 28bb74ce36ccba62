import {
  createDestinationManagement,
  FitConnectError,
  type Destination,
  type HttpTransport,
} from '@verbund/fit-connect';
import { connectionOf, createClient, type ClientPorts } from '../client.ts';
import { type DestinationConfig } from '../config-destination.ts';
import { inspectDestination } from '../destination-guard.ts';
import { errorCode } from '../files.ts';
import { type HeldKeys } from '../keys.ts';
import { failed, good, messageOf, warning, type CheckResult } from './result.ts';

const mends = {
  credentials: 'clientId und clientSecret im Self-Service-Portal prüfen / check both in the self-service portal',
  network: 'Adresse, Netz und Proxy prüfen (NODE_USE_ENV_PROXY=1, HTTPS_PROXY) / check address, network and proxy',
  name: 'Adresse und DNS prüfen / check the address and DNS',
  tls: 'Zertifikat des Dienstes prüfen, eigene Zertifizierungsstelle mit NODE_EXTRA_CA_CERTS / check the certificate of the service, own authority by NODE_EXTRA_CA_CERTS',
  link: 'Den Client im Portal mit dem Zustellpunkt verknüpfen / link the client with the destination in the portal',
  destinationId: '„verbund-connector destination create“ oder destinationId eintragen / or enter destinationId',
  active:
    'Im Portal oder mit „destination create“ einschalten / activate it in the portal or with "destination create"',
  destinationKeys: 'Schlüsseldateien oder Zustellpunkt berichtigen / correct the key files or the destination',
  clock: 'Uhr stellen (NTP) / set the clock (NTP)',
  callback: 'callback.url beim Zustellpunkt eintragen / enter callback.url at the destination',
} as const;

/** Callbacks older than five minutes and events from five minutes ahead are refused; half of that is near enough. */
const tolerableSkewMs = 150_000;

/** Token, rights, clock, state and keys of the destination, in the order in which one depends on the other. */
export async function checkService(
  config: DestinationConfig,
  keys: HeldKeys | undefined,
  ports: ClientPorts,
): Promise<CheckResult[]> {
  const { destinationId } = config;
  if (destinationId === undefined)
    return [failed('destination', 'destinationId fehlt / is missing', mends.destinationId)];
  const clockOf = watchClock(ports);
  // One attempt each: a check that waits for minutes is not used.
  const { subscriber, reader } = createClient(config, {
    ...ports,
    transport: clockOf.transport,
    sleep: async () => undefined,
  });
  const results: CheckResult[] = [];
  try {
    // The list proves the token, its scope and the link between client and destination at once. It writes a notify event at most.
    const { totalCount } = await subscriber.listSubmissions({ destinationId, limit: 1 });
    results.push(good('access', `${totalCount} abholbereit / waiting`));
    if (keys) {
      const { destination, problems } = await inspectDestination(reader, destinationId, keys);
      results.push(...problems.map((message) => failed('destination', message, mends.destinationKeys)));
      results.push(...checkState(destination));
      results.push(...checkCallback(config, destination));
      if (problems.length === 0) results.push(good('destination', destinationId));
    }
  } catch (error) {
    results.push(failed('access', messageOf(error), mendFor(error)));
  }
  results.push(...clockOf.results());
  results.push(...(await checkManagement(config, ports)));
  return results;
}

function checkState({ status }: Destination): CheckResult[] {
  return status === 'active' ? [] : [failed('destination', `Status: ${status}`, mends.active)];
}

/** The service never shows the secret; the address it may show. */
function checkCallback({ callback }: DestinationConfig, destination: Destination): CheckResult[] {
  const registered = 'callback' in destination ? urlOf(destination.callback) : undefined;
  if (callback?.url === undefined) {
    if (!callback || registered !== undefined) return [];
    return [warning('callback', 'callback.url fehlt / is missing', mends.callback)];
  }
  if (registered === undefined)
    return [warning('callback', 'beim Zustellpunkt nicht sichtbar / not visible at the destination', mends.callback)];
  if (registered !== callback.url)
    return [failed('callback', `beim Zustellpunkt / at the destination: ${registered}`, mends.callback)];
  return [good('callback', registered)];
}

function urlOf(callback: unknown): string | undefined {
  const url = typeof callback === 'object' && callback !== null && 'url' in callback ? callback.url : undefined;
  return typeof url === 'string' ? url : undefined;
}

/** Only `destination create` and `keys rotate` need the right to manage. */
async function checkManagement(config: DestinationConfig, ports: ClientPorts): Promise<CheckResult[]> {
  const { destinationBaseUrl, destinationId } = config;
  if (destinationBaseUrl === undefined || destinationId === undefined) return [];
  try {
    const sleep = async (): Promise<void> => undefined;
    await createDestinationManagement({ ...connectionOf(config, { ...ports, sleep }), destinationBaseUrl }).get(
      destinationId,
    );
    return [good('management', destinationBaseUrl)];
  } catch (error) {
    return [
      warning(
        'management',
        messageOf(error),
        'Nur für „destination create“ und „keys rotate“ nötig / needed only for those two',
      ),
    ];
  }
}

/** Notes the time that the service states in its answers. */
function watchClock({ transport, clock }: ClientPorts): { transport: HttpTransport; results(): CheckResult[] } {
  let skew: number | undefined;
  return {
    transport: async (request) => {
      const before = clock();
      const response = await transport(request);
      const stated = Date.parse(response.headers['date'] ?? '');
      // The answer was written somewhere between our two looks at the clock.
      if (Number.isFinite(stated)) skew = stated - (before + clock()) / 2;
      return response;
    },
    results() {
      if (skew === undefined) return [];
      const seconds = Math.round(Math.abs(skew) / 1000);
      const message = `${seconds} s Unterschied zum Dienst / apart from the service`;
      return [Math.abs(skew) > tolerableSkewMs ? failed('clock', message, mends.clock) : good('clock', message)];
    },
  };
}

const tlsCodes = /^(ERR_TLS|CERT_|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED|ERR_SSL)/;

function mendFor(error: unknown): string {
  if (!(error instanceof FitConnectError)) return mends.network;
  if (error.type.startsWith('urn:ietf:params:oauth:error:') || error.status === 401) return mends.credentials;
  if (error.status === 403) return mends.link;
  if (error.status === 404) return mends.destinationId;
  const code = causeCode(error);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return mends.name;
  return tlsCodes.test(code) ? mends.tls : mends.network;
}

function causeCode(error: unknown): string {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1) {
    const code = errorCode(cause);
    if (code !== undefined) return code;
  }
  return '';
}
