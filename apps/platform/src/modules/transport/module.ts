import { join } from 'node:path';
import { loadSigningKeys, signingKeysOf, type SigningKeys } from '#kernel/fit-connect';
import { type ModuleInstance } from '#kernel/module';
import { type PrivateJwk } from '@verbund/fit-connect';
import { destinationRoutes, publicDestinationRoutes, managementRoutes } from './api/destinations.routes.ts';
import { caseRoutes } from './api/cases.routes.ts';
import { itemRoutes } from './api/items.routes.ts';
import { oauthRoutes } from './api/oauth.routes.ts';
import { apiVersions } from './api-versions.ts';
import { createAnnouncements } from './announcements.ts';
import { createBegunSubmissions } from './begun-submissions.ts';
import { createCases } from './cases.ts';
import { createDeposits } from './deposits.ts';
import { createCertificateTrust } from './certificate-trust.ts';
import { createDestinations } from './destinations.ts';
import { effectiveLimits, type Limits } from './domain/limits.ts';
import { transportErrorTexts } from './errors.ts';
import { createEventLog } from './event-log.ts';
import { createItems } from './items.ts';
import { createManagedDestinations } from './managed-destinations.ts';
import { createOAuth } from './oauth.ts';
import { createOffers } from './offers.ts';
import { createOutbound, type OutboundOptions } from './outbound.ts';
import { descriptionRoutes } from './openapi/documents.ts';
import { transportPaths } from './paths.ts';
import { transportRetention } from './retention.ts';
import { createSelfService } from './self-service.ts';
import { createServiceEvents } from './service-events.ts';
import { countItems } from './store/due.ts';
import { type TransportKernel } from './transport-kernel.ts';
import { type TransportService } from './types.ts';

export interface TransportOptions extends OutboundOptions {
  /** Default `<dataDir>/transport/event-signing-key.json`; processes on several machines name one common file. */
  signingKeyFile?: string;
  /** Current key first; tests bring their own instead of waiting for a new one. */
  signingKeys?: readonly PrivateJwk[];
  limits?: Partial<Limits>;
}

export interface TransportInstance extends ModuleInstance<TransportService> {
  /** Makes the calls that are due, for tests with a clock of their own; `background` does it all the time. */
  runCallbacks(): Promise<void>;
}

/** `kernel.db` is the pool of login verbund_transport. Neither the master key nor any opening key is needed. */
export function createTransport(kernel: TransportKernel, options: TransportOptions = {}): TransportInstance {
  const { config, db } = kernel;
  const file = options.signingKeyFile ?? join(config.dataDir, 'transport', 'event-signing-key.json');
  let keys: Promise<SigningKeys> | undefined;
  const loadKeys = (): Promise<SigningKeys> => {
    keys ??= options.signingKeys ? Promise.resolve(signingKeysOf(options.signingKeys)) : loadSigningKeys(file);
    // A folder that cannot be written now may be later; the next call tries again.
    keys.catch(() => (keys = undefined));
    return keys;
  };
  const events = createServiceEvents(kernel, new URL(transportPaths.submissionApi, config.publicUrl).href, loadKeys);
  const limits = effectiveLimits(options.limits);
  const parts = { ...kernel, kernel, events, limits };
  const begun = createBegunSubmissions();
  const oauth = createOAuth(kernel);
  const outbound = createOutbound({ ...kernel, events }, options);
  const destinations = createDestinations(kernel);
  const managed = createManagedDestinations(kernel, destinations, outbound.targets, createCertificateTrust(kernel));
  const services = {
    kernel,
    oauth,
    limits,
    announcements: createAnnouncements(parts, destinations, outbound.targets, begun),
    items: createItems(parts),
    deposits: createDeposits(parts, begun),
    cases: createCases(kernel),
    log: createEventLog(kernel),
  };
  // Made ahead, so that the first announce does not wait for a key.
  loadKeys().catch((error: unknown) => {
    kernel.log.error({ err: error instanceof Error ? error : undefined }, 'the event signing key cannot be loaded');
  });
  return {
    name: 'transport',
    service: {
      createClient: oauth.createClient,
      rotateSecret: oauth.rotateSecret,
      revokeClient: oauth.revokeClient,
      selfService: createSelfService({ kernel, oauth, managed, destinations, events, ...outbound.callbacks }),
      ...createOffers(kernel),
      ...outbound.callbacks,
      async statistics() {
        const rows = await db.tx({}, countItems);
        return Object.fromEntries(rows.map(({ kind, state, count }) => [`${kind}.${state}`, count]));
      },
    },
    routes: [
      ...descriptionRoutes(limits, config.publicUrl),
      ...oauthRoutes(oauth),
      ...publicDestinationRoutes(destinations, events),
      ...managementRoutes(managed, destinations, oauth),
      ...apiVersions.flatMap((version) => [
        ...destinationRoutes(version, destinations),
        ...itemRoutes(version, 'submission', services),
        ...itemRoutes(version, 'reply', services),
        ...caseRoutes(version, services),
      ]),
    ],
    jobs: [],
    recurring: [],
    retention: transportRetention({ ...kernel, events, smtp: outbound.smtp }),
    errorTexts: transportErrorTexts,
    background: outbound.background,
    runCallbacks: outbound.sender.runDue,
  };
}
