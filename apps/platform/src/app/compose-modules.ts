import { AppError } from '#kernel/errors';
import { type FitConnectAccess, overNetwork } from '#kernel/fit-connect';
import { type InProcessTransport, type SessionPort } from '#kernel/http';
import { type ModuleInstance } from '#kernel/module';
import { type ErasurePort, type RetentionRule } from '#kernel/retention';
import { type AdoptionService } from '#modules/adoption';
import { type CaseworkService } from '#modules/casework';
import { type CatalogueService, createAreaList } from '#modules/catalogue';
import { type ConformityService } from '#modules/conformity';
import { type CostsService } from '#modules/costs';
import { type FormsService } from '#modules/forms';
import { type IdentityService, sandboxRegion } from '#modules/identity';
import { type PackagesService } from '#modules/packages';
import { type PrivacyService } from '#modules/privacy';
import { type SandboxService } from '#modules/sandbox';
import { regionOfKey, type TransportService } from '#modules/transport';
import { type KernelRuntime } from './compose-kernel.ts';
import { formForScan } from './form-for-scan.ts';
import { createSelfServicePages } from './self-service.ts';
import { createTestDelivery } from './test-delivery.ts';
import { createAdoption } from '../modules/adoption/module.ts';
import { createAuthoring } from '../modules/authoring/module.ts';
import { createCasework } from '../modules/casework/module.ts';
import { createCatalogue } from '../modules/catalogue/module.ts';
import { createConformity } from '../modules/conformity/module.ts';
import { createCosts } from '../modules/costs/module.ts';
import { createDispatch } from '../modules/dispatch/module.ts';
import { createForms } from '../modules/forms/module.ts';
import { createIdentity } from '../modules/identity/module.ts';
import { createMailbox } from '../modules/mailbox/module.ts';
import { createMarketplace } from '../modules/marketplace/module.ts';
import { createOnboarding } from '../modules/onboarding/module.ts';
import { createPackages } from '../modules/packages/module.ts';
import { createPrivacy } from '../modules/privacy/module.ts';
import { createRouting } from '../modules/routing/module.ts';
import { createSandbox } from '../modules/sandbox/module.ts';
import { createTransport } from '../modules/transport/module.ts';
import { accountListsOf } from '../web/account-lists.ts';
import { type Operations, type UploadCheck } from '../web/ports.ts';
import { createWeb } from '../web/create-web.ts';

export interface ModuleServices {
  adoption: AdoptionService;
  identity: IdentityService;
  catalogue: CatalogueService;
  casework: CaseworkService;
  conformity: ConformityService;
  costs: CostsService;
  packages: PackagesService;
  privacy: PrivacyService;
  sandbox: SandboxService;
}

export interface Modules {
  list: readonly ModuleInstance<unknown>[];
  sessions: SessionPort;
  /** For seeds and commands; null in a process without the role that has them. */
  services: ModuleServices | null;
  issueClient: FitConnectAccess['issueClient'];
}

const noSessions: SessionPort = { resolve: async () => null };

/** The list of modules in the order of their edges; each gets only what it names. */
export function composeModules(
  runtime: KernelRuntime,
  wiring: { inProcess: InProcessTransport; operations: Omit<Operations, keyof TransportOperations | 'uploads'> },
): Modules {
  const { kernel } = runtime;
  const { roles } = kernel.config;
  const isOwn = kernel.config.fitConnect.kind === 'own';
  const transport = isOwn && roles.has('transport') ? createTransport(runtime.transportKernel) : null;
  const routing =
    transport === null
      ? null
      : createRouting(kernel, { ...createAreaList(runtime.transportKernel), directory: transport.service });
  const served = [transport, routing].filter((module) => module !== null);
  if (!roles.has('web') && !roles.has('worker')) {
    return { list: served, sessions: noSessions, services: null, issueClient: null };
  }
  const erasurePorts: ErasurePort[] = [];
  const identity = createIdentity(kernel, { erasurePorts });
  const issueClient = transport === null ? null : issueFor(transport.service, identity.service);
  const access = fitConnectAccess(runtime, wiring.inProcess, issueClient);
  const catalogue = createCatalogue(kernel, { identity: identity.service });
  const costs = createCosts(kernel, { identity: identity.service, catalogue: catalogue.service });
  const dispatch = createDispatch(kernel, { access, identity: identity.service });
  const mailbox = createMailbox(kernel, {
    identity: identity.service,
    dispatch: dispatch.service,
    portal: dispatch.portal,
  });
  const forms = createForms(kernel, {
    identity: identity.service,
    catalogue: catalogue.service,
    dispatch: dispatch.service,
    mailbox: mailbox.service,
  });
  // Undelivered applications stop an erasure; the others only delete.
  erasurePorts.push(dispatch.erasure, forms.service.erasure, mailbox.erasure);
  dispatch.service.listen(forms.service.onDispatch);
  dispatch.service.listen(mailbox.onDispatch);
  const casework = createCasework(kernel, { access, identity: identity.service, catalogue: catalogue.service });
  const packages = createPackages(kernel, { identity: identity.service, catalogue: catalogue.service });
  const sandbox = createSandbox(kernel, {
    identity: identity.service,
    catalogue: catalogue.service,
    casework: casework.service,
    packages: packages.service,
    applications: forms.service.samples,
  });
  // Asked for when a paper is made: by then all modules have named their rules.
  const retentionRules = (): readonly RetentionRule[] => [
    ...list.flatMap((module) => module.retention),
    ...(runtime.mail?.retention ?? []),
  ];
  const privacy = createPrivacy(kernel, { identity: identity.service, catalogue: catalogue.service, retentionRules });
  const conformity = createConformity({
    kernel,
    identity: identity.service,
    catalogue: catalogue.service,
    costs: costs.service,
    packages: packages.service,
    access,
    formPage: formForScan(kernel.clock),
  });
  const authoring = createAuthoring(kernel, { identity: identity.service, catalogue: catalogue.service });
  const adoption = createAdoption(kernel, {
    identity: identity.service,
    catalogue: catalogue.service,
    casework: casework.service,
    conformity: conformity.service,
    costs: costs.service,
    packages: packages.service,
    privacy: privacy.service,
    delivery: createTestDelivery(kernel, dispatch.portal, access),
  });
  const onboarding = createOnboarding({
    kernel,
    identity: identity.service,
    catalogue: catalogue.service,
    casework: casework.service,
    packages: packages.service,
    adoption: adoption.service,
  });
  costs.service.connect({ planned: adoption.service.planned });
  const marketplace = createMarketplace({
    kernel,
    identity: identity.service,
    catalogue: catalogue.service,
    packages: packages.service,
    costs: costs.service,
    conformity: conformity.service,
    privacy: privacy.service,
    adoption: adoption.service,
  });
  const web = createWeb(kernel, {
    identity: identity.service,
    catalogue: catalogue.service,
    forms: accountListsOf(forms.service, identity.service),
    mailbox: mailbox.service,
    operations: {
      ...wiring.operations,
      uploads: () => uploadCheck(kernel.scanner, forms.service),
      ...transportOperations(transport?.service ?? null),
    },
  });
  const selfService = createSelfServicePages(kernel, {
    identity: identity.service,
    transport: transport?.service ?? null,
    access,
  });
  const list: readonly ModuleInstance<unknown>[] = [
    ...served,
    identity,
    catalogue,
    dispatch,
    mailbox,
    forms,
    casework,
    costs,
    packages,
    privacy,
    sandbox,
    conformity,
    adoption,
    authoring,
    onboarding,
    marketplace,
    web,
    selfService,
  ];
  return {
    list,
    sessions: identity.service.sessions,
    services: {
      adoption: adoption.service,
      identity: identity.service,
      catalogue: catalogue.service,
      casework: casework.service,
      conformity: conformity.service,
      costs: costs.service,
      packages: packages.service,
      privacy: privacy.service,
      sandbox: sandbox.service,
    },
    issueClient,
  };
}

async function uploadCheck(
  scanner: KernelRuntime['kernel']['scanner'],
  forms: Pick<FormsService, 'uploadStatistics'>,
): Promise<UploadCheck> {
  const files = await forms.uploadStatistics();
  if (!scanner.isConnected) return { scanner: { kind: 'none' }, files };
  try {
    return { scanner: { kind: 'up', version: await scanner.version() }, files };
  } catch (error) {
    if (error instanceof AppError && error.kind === 'unavailable') return { scanner: { kind: 'down' }, files };
    throw error;
  }
}

type TransportOperations = Pick<Operations, 'transport' | 'deadCallbacks' | 'retryCallback' | 'dismissCallback'>;

function transportOperations(service: TransportService | null): TransportOperations {
  const here = (): TransportService => {
    if (service === null) throw new AppError('unavailable', 'kernel/not-in-this-process');
    return service;
  };
  return {
    transport: async () => here().statistics(),
    deadCallbacks: async () => here().deadCallbacks(),
    retryCallback: async (id) => here().retryCallback(id),
    dismissCallback: async (id) => here().dismissCallback(id),
  };
}

/**
 * The installation's own clients: their keys stay in its key service. Those of a tenant offer services in its area only;
 * the operator and providers have none and stand for any, as in the catalogue.
 */
function issueFor(
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

function fitConnectAccess(
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
