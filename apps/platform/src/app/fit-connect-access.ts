import { type FitConnectAccess, overNetwork } from '#kernel/fit-connect';
import { type InProcessTransport } from '#kernel/http';
import { type IdentityService, sandboxRegion } from '#modules/identity';
import { regionOfKey, type TransportService } from '#modules/transport';
import { type KernelRuntime } from './compose-kernel.ts';

/**
 * The installation's own clients: their keys stay in its key service. Those of a tenant offer services in its area only;
 * the operator and providers have none and stand for any, as in the catalogue.
 */
export function issueFor(
  { createClient }: TransportService,
  identity: Pick<IdentityService, 'tenant'>,
): FitConnectAccess['issueClient'] {
  return async (input) => {
    const tenant = input.tenant === null ? null : await identity.tenant(input.tenant);
    if (input.tenant !== null && tenant === null) throw new Error(`no tenant ${input.tenant}`);
    // A sandbox has no area, but it may not stand for any.
    const region = tenant?.isSandbox === true ? sandboxRegion : regionOfKey(tenant?.ars ?? null);
    return createClient({ ...input, region, keysHere: true });
  };
}

export function fitConnectAccess(
  runtime: KernelRuntime,
  inProcess: InProcessTransport,
  createClient: FitConnectAccess['issueClient'],
): FitConnectAccess {
  const { config, outgoing } = runtime.kernel;
  const { fitConnect } = config;
  if (fitConnect.kind === 'remote') {
    const { submissionBaseUrl, destinationBaseUrl, tokenUrl } = fitConnect;
    return {
      submissionBaseUrl,
      destinationBaseUrl,
      tokenUrl,
      transport: overNetwork(outgoing),
      issueClient: null,
    };
  }
  const at = (path: string): string => new URL(path, config.publicUrl).href;
  // The service may run in another process of this installation; then it is reached by its address.
  const transport: FitConnectAccess['transport'] = config.roles.has('transport')
    ? (request) => inProcess(request)
    : overNetwork(outgoing);
  return {
    submissionBaseUrl: at('/submission-api'),
    destinationBaseUrl: at('/destination-api'),
    tokenUrl: at('/oauth/token'),
    transport,
    issueClient: createClient,
  };
}
