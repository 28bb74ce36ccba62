import { AppError } from '#kernel/errors';
import { type FormsService } from '#modules/forms';
import { type TransportService } from '#modules/transport';
import { type Operations, type UploadCheck } from '../web/ports.ts';
import { type KernelRuntime } from './compose-kernel.ts';

export type OwnOperations = Pick<Operations, 'uploads'> & TransportOperations;

/** What the page of operations asks of modules. */
export function ownOperations(
  { scanner }: Pick<KernelRuntime['kernel'], 'scanner'>,
  forms: Pick<FormsService, 'uploadStatistics'>,
  transport: TransportService | null,
): OwnOperations {
  return { uploads: () => uploadCheck(scanner, forms), ...transportOperations(transport) };
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
