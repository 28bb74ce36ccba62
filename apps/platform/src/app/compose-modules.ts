import { type FitConnectAccess } from '#kernel/fit-connect';
import { type InProcessTransport, type SessionPort } from '#kernel/http';
import { type ModuleInstance } from '#kernel/module';
import { type ErasurePort } from '#kernel/retention';
import { type CaseworkService } from '#modules/casework';
import { type CatalogueService, createAreaList } from '#modules/catalogue';
import { type IdentityService } from '#modules/identity';
import { type KernelRuntime } from './compose-kernel.ts';
import { composeReuse, type ReuseServices } from './compose-reuse.ts';
import { fitConnectAccess, issueFor } from './fit-connect-access.ts';
import { type OwnOperations, ownOperations } from './operations.ts';
import { createSelfServicePages } from './self-service.ts';
import { createAuthoring } from '../modules/authoring/module.ts';
import { createCasework } from '../modules/casework/module.ts';
import { createCatalogue } from '../modules/catalogue/module.ts';
import { createDispatch } from '../modules/dispatch/module.ts';
import { createForms } from '../modules/forms/module.ts';
import { createIdentity } from '../modules/identity/module.ts';
import { createMailbox } from '../modules/mailbox/module.ts';
import { createRouting } from '../modules/routing/module.ts';
import { createTransport } from '../modules/transport/module.ts';
import { accountListsOf } from '../web/account-lists.ts';
import { type Operations } from '../web/ports.ts';
import { createWeb } from '../web/create-web.ts';

export interface ModuleServices extends ReuseServices {
  identity: IdentityService;
  catalogue: CatalogueService;
  casework: CaseworkService;
}

export interface Modules {
  list: readonly ModuleInstance<unknown>[];
  sessions: SessionPort;
  /** For seeds and commands; null in a process without the role that has them. */
  services: ModuleServices | null;
  issueClient: FitConnectAccess['issueClient'];
}

/** The own delivery service with its routing, where this process has it. */
function deliveryService(runtime: KernelRuntime) {
  const { roles, fitConnect } = runtime.kernel.config;
  if (fitConnect.kind !== 'own' || !roles.has('transport')) return { transport: null, served: [] };
  const transport = createTransport(runtime.transportKernel);
  const areas = createAreaList(runtime.transportKernel);
  const routing = createRouting(runtime.kernel, { ...areas, directory: transport.service });
  return { transport, served: [transport, routing] };
}

const noSessions: SessionPort = { resolve: async () => null };

/** The list of modules in the order of their edges; each gets only what it names. */
export function composeModules(
  runtime: KernelRuntime,
  wiring: { inProcess: InProcessTransport; operations: Omit<Operations, keyof OwnOperations> },
): Modules {
  const { kernel } = runtime;
  const { roles } = kernel.config;
  const { transport, served } = deliveryService(runtime);
  if (!roles.has('web') && !roles.has('worker')) {
    return { list: served, sessions: noSessions, services: null, issueClient: null };
  }
  const erasurePorts: ErasurePort[] = [];
  const identity = createIdentity(kernel, { erasurePorts });
  const issueClient = transport === null ? null : issueFor(transport.service, identity.service);
  const access = fitConnectAccess(runtime, wiring.inProcess, issueClient);
  const catalogue = createCatalogue(kernel, { identity: identity.service });
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
  const reuse = composeReuse(kernel, {
    identity: identity.service,
    catalogue: catalogue.service,
    casework: casework.service,
    samples: forms.service.samples,
    portal: dispatch.portal,
    access,
    // Asked for when a paper is made: by then all modules have named their rules.
    retentionRules: () => [...list.flatMap((module) => module.retention), ...(runtime.mail?.retention ?? [])],
  });
  const authoring = createAuthoring(kernel, { identity: identity.service, catalogue: catalogue.service });
  const web = createWeb(kernel, {
    identity: identity.service,
    catalogue: catalogue.service,
    forms: accountListsOf(forms.service, identity.service),
    mailbox: mailbox.service,
    operations: { ...wiring.operations, ...ownOperations(kernel, forms.service, transport?.service ?? null) },
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
    ...reuse.list,
    authoring,
    web,
    selfService,
  ];
  return {
    list,
    sessions: identity.service.sessions,
    services: {
      identity: identity.service,
      catalogue: catalogue.service,
      casework: casework.service,
      ...reuse.services,
    },
    issueClient,
  };
}
