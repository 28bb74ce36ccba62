import { join } from 'node:path';
import { loadSigningKeys, signingKeysOf, type SigningKeys } from '#kernel/fit-connect';
import { type Kernel, type ModuleInstance } from '#kernel/module';
import { descriptionRoute, openApiDocument } from '#kernel/openapi';
import { type Area, type AreaList } from '#modules/catalogue';
import { type PrivateJwk } from '@verbund/fit-connect';
import { routingRoutes } from './api/routing.routes.ts';
import { createAreaIndex, type AreaIndex } from './domain/area-index.ts';
import { createDestinationSignatures } from './destination-signatures.ts';
import { routingErrorTexts } from './errors.ts';
import { descriptionAddress, routingDescription } from './openapi/document.ts';
import { routingPaths } from './paths.ts';
import { type DestinationDirectory, type RoutingService } from './types.ts';

export interface RoutingDeps extends AreaList {
  directory: DestinationDirectory;
}

export interface RoutingOptions {
  /** Current key first; tests bring their own instead of waiting for a new one. */
  signingKeys?: readonly PrivateJwk[];
}

/** Answers beside the delivery service: no master key, no login but the transport's. */
export function createRouting(
  { config, clock }: Pick<Kernel, 'config' | 'clock'>,
  { areas, directory }: RoutingDeps,
  options: RoutingOptions = {},
): ModuleInstance<RoutingService> {
  const keys = signingKeys(join(config.dataDir, 'routing', 'signing-key.json'), options.signingKeys);
  let built: { list: readonly Area[]; index: AreaIndex } | null = null;
  const index = async (): Promise<AreaIndex> => {
    const list = await areas();
    if (built?.list !== list) built = { list, index: createAreaIndex(list) };
    return built.index;
  };
  const signatures = createDestinationSignatures({
    issuer: new URL(routingPaths.base, config.publicUrl).href,
    submissionHost: config.publicUrl.host,
    keys,
    clock,
  });
  return {
    name: 'routing',
    service: {},
    routes: [
      ...routingRoutes({ index, directory, signatures, keys }),
      descriptionRoute(descriptionAddress, () => openApiDocument(routingDescription, config.publicUrl)),
    ],
    jobs: [],
    recurring: [],
    retention: [],
    errorTexts: routingErrorTexts,
  };
}

/** Made with the first route of an installation, which waits a second or two for it. */
function signingKeys(file: string, given: readonly PrivateJwk[] | undefined): () => Promise<SigningKeys> {
  let loaded: Promise<SigningKeys> | undefined;
  return () => {
    loaded ??= given ? Promise.resolve(signingKeysOf(given)) : loadSigningKeys(file);
    // A folder that cannot be written now may be later; the next call tries again.
    loaded.catch(() => (loaded = undefined));
    return loaded;
  };
}
