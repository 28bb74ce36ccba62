import { type Config } from '#kernel/config';
import { type ClientId } from '#kernel/ids';
import { createAllowList } from '#kernel/outgoing';
import { type CallbackSecrets } from './callback-secrets.ts';
import { accept } from './destinations.ts';
import { type CallbackSetting } from './domain/callback-setting.ts';
import { type TargetRow } from './store/callback-targets.ts';

export interface CallbackTargets {
  /** What is stored for a callback that a client wants; refuses an address that would never be called. */
  prepare(targetId: string, client: ClientId, setting: CallbackSetting): Promise<TargetRow>;
}

export function createCallbackTargets(
  { mode, allowedHosts }: Pick<Config, 'mode' | 'allowedHosts'>,
  secrets: CallbackSecrets,
): CallbackTargets {
  const allowed = createAllowList(allowedHosts);
  // A test beside the service has no certificate; elsewhere secrets and hints would cross the network in the clear.
  const mayBePlain = (host: string): boolean =>
    mode !== 'production' && (allowed.hasHost(host) || allowed.hasAddress(host));
  return {
    async prepare(targetId, client, { url, secret }) {
      const { protocol, hostname, href } = new URL(url);
      if (protocol !== 'https:' && !mayBePlain(hostname.replace(/^\[|\]$/g, ''))) {
        accept({ ok: false, problems: [{ field: '/callback/url', code: 'https-required' }] });
      }
      const { keyId, sealed } = await secrets.seal(secret, targetId);
      return {
        target_id: targetId,
        client_id: client,
        url: href,
        host: hostname,
        key_id: keyId,
        sealed_secret: sealed,
      };
    },
  };
}
