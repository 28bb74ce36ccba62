import { certificateCheck, type SenderOptions } from '@verbund/fit-connect';
import { AppError } from '#kernel/errors';
import { readCertificateFiles } from '#kernel/fit-connect';
import { type Kernel } from '#kernel/module';

/**
 * Refuses to encrypt to a key whose certificates lead to no trust anchor of the settings. Only for somebody else's
 * service in production: our own has checked every key when it was registered, and elsewhere self-signed ones are usual.
 */
export function destinationCheck({
  config,
  clock,
}: Pick<Kernel, 'config' | 'clock'>): Pick<SenderOptions, 'checkCertificate'> {
  if (config.mode !== 'production' || config.fitConnect.kind === 'own') return {};
  const { certificates } = config;
  return {
    async checkCertificate(key) {
      if (certificates.anchorFiles.length === 0) throw new AppError('unavailable', 'dispatch/no-trust-anchors');
      const files = await readCertificateFiles(certificates);
      await certificateCheck({ ...files, clock: () => clock.now().getTime() })(key);
    },
  };
}
