import {
  createSender,
  createSubscriber,
  httpTransport,
  type HttpTransport,
  type Subscriber,
} from '@verbund/fit-connect';
import { type DestinationConfig } from './config-destination.ts';
import { type DestinationReader } from './destination-guard.ts';

export type ClientPorts = { transport: HttpTransport; clock: () => number; sleep?: (ms: number) => Promise<void> };

export const realPorts: ClientPorts = { transport: httpTransport(), clock: Date.now };

export function connectionOf(config: DestinationConfig, { transport, clock, sleep }: ClientPorts) {
  const { submissionBaseUrl, tokenUrl, clientId, clientSecret } = config;
  const common = { submissionBaseUrl, tokenUrl, clientId, clientSecret, transport, clock };
  return { ...common, ...(sleep ? { sleep } : {}), userAgent: 'verbund-connector/0.1' };
}

/** The subscriber, and the reader of destinations and their keys, which the package offers on its sender. */
export function createClient(
  config: DestinationConfig,
  ports: ClientPorts,
): { subscriber: Subscriber; reader: DestinationReader } {
  const options = connectionOf(config, ports);
  const { getDestination, getDestinationKey } = createSender(options);
  return { subscriber: createSubscriber(options), reader: { getDestination, getDestinationKey } };
}
