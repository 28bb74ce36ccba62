import { readCertificateFiles } from '#kernel/fit-connect';
import { type ClientId } from '#kernel/ids';
import { type KeyCheck, type KeyTrust } from './domain/destination-body.ts';
import { refusal } from './errors.ts';
import { keepsKeysHere } from './store/tenant-clients.ts';
import { type TransportKernel } from './transport-kernel.ts';

/** What a key that a client registers is checked against. */
export interface CertificateTrust {
  check(client: ClientId): Promise<KeyCheck>;
}

export function createCertificateTrust({ db, clock, config, log }: TransportKernel): CertificateTrust {
  const { anchorFiles } = config.certificates;
  const isProduction = config.mode === 'production';

  async function read(): Promise<Awaited<ReturnType<typeof readCertificateFiles>>> {
    try {
      return await readCertificateFiles(config.certificates);
    } catch (error) {
      log.error({ err: error instanceof Error ? error : undefined }, 'certificate files cannot be read');
      throw refusal('unavailable', 'The trust anchors or revocation lists of this service cannot be read.');
    }
  }

  async function trustFor(client: ClientId): Promise<KeyTrust> {
    if (anchorFiles.length === 0 && !isProduction) return { kind: 'any' };
    // Keys of the installation's own portal and inboxes never leave its key service; no authority vouches for them.
    if (await db.tx({ client }, keepsKeysHere)) return { kind: 'any' };
    if (anchorFiles.length === 0) {
      throw refusal('unavailable', 'This service has no trust anchors yet (VERBUND_TRUST_ANCHORS) and takes no keys.');
    }
    return { kind: 'anchored', ...(await read()), allowSelfSigned: !isProduction };
  }

  return { check: async (client) => ({ now: clock.now().getTime(), trust: await trustFor(client) }) };
}
