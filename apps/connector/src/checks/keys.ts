import { stat } from 'node:fs/promises';
import { checkJwk } from '@verbund/fit-connect';
import { publicHalf, type HeldKeys } from '../keys.ts';
import { good, warning, type CheckResult } from './result.ts';

/** Private keys and a file with secrets are for this program's account alone. */
export async function checkPermissions(paths: readonly string[]): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    // systemd guards its credentials by an access list, which shows as a group bit.
    if (!found || (found.mode & 0o077) === 0 || path.startsWith('/run/credentials/')) continue;
    const mode = (found.mode & 0o777).toString(8);
    results.push(
      warning(
        'permissions',
        `${path}: 0${mode}, auch für andere lesbar / also readable by others`,
        `chmod 600 ${path}`,
      ),
    );
  }
  return results;
}

export function checkCertificates(keys: HeldKeys, now: number): CheckResult[] {
  const all = [...keys.encryption.map((key) => publicHalf(key, 'enc')), publicHalf(keys.signature, 'sig')];
  const notes = all.flatMap((key) =>
    checkJwk(key, key.alg === 'PS512' ? 'sig' : 'enc', now).map(({ message }) =>
      warning('keys', `${key.kid}: ${message}`, 'Zertifikat erneuern / renew the certificate'),
    ),
  );
  return [good('keys', all.map(({ kid }) => kid).join(', ')), ...notes];
}
