import { createOutgoingHttp } from '#kernel/outgoing';
import { overNetwork } from '#kernel/fit-connect';
import { AppError } from '#kernel/errors';
import { type Actor, type ConformityService, createConformityService } from '#modules/conformity';
import { createCostsService } from '#modules/costs';
import { type CommandServices, packagesOf, withServices } from './services.ts';

export interface ConformityCommand {
  service: ConformityService;
  /** The operator; whoever may start commands on this machine is. */
  by: Actor;
  /** A platform answers at the public address: its workers can run checks. */
  isRunning: boolean;
}

/** The conformity check for commands. Without a running platform nothing is delivered and no page is looked at. */
export async function withConformity<T>(
  env: NodeJS.ProcessEnv,
  work: (command: ConformityCommand) => Promise<T>,
): Promise<T> {
  return withServices(env, async (services) => {
    const { kernel, identity, catalogue } = services;
    const { config } = kernel;
    const outgoing = createOutgoingHttp({
      allowedHosts: [...config.allowedHosts, config.publicUrl.hostname],
      mode: config.mode,
    });
    try {
      const { service } = createConformityService({
        kernel: { ...kernel, outgoing },
        identity,
        catalogue,
        costs: createCostsService(kernel, { identity, catalogue }),
        packages: packagesOf(services),
        access: accessOf(services, outgoing),
        formPage: null,
      });
      const operator = await identity.operatorTenant();
      const by: Actor = { tenant: operator.id, id: 'command', name: 'Kommandozeile', kind: 'operator' };
      return await work({ service, by, isRunning: await answers(outgoing, config.publicUrl) });
    } finally {
      await outgoing.close();
    }
  });
}

type Outgoing = ReturnType<typeof createOutgoingHttp>;

function accessOf({ kernel }: CommandServices, outgoing: Outgoing) {
  const { fitConnect, publicUrl } = kernel.config;
  const transport = overNetwork(outgoing);
  if (fitConnect.kind === 'remote') return { ...fitConnect, transport, issueClient: null };
  const at = (path: string): string => new URL(path, publicUrl).href;
  return {
    submissionBaseUrl: at('/submission-api'),
    destinationBaseUrl: at('/destination-api'),
    tokenUrl: at('/oauth/token'),
    transport,
    issueClient: () => Promise.reject(new AppError('unavailable', 'kernel/not-in-this-process')),
  };
}

async function answers(outgoing: Outgoing, publicUrl: URL): Promise<boolean> {
  try {
    const url = new URL('/healthz', publicUrl).href;
    return (await outgoing.request({ method: 'GET', url, timeoutMs: 3000 })).status === 200;
  } catch {
    return false;
  }
}
