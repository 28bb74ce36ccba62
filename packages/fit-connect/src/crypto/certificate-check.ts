import { localError } from '../errors.ts';
import { type Finding } from '../findings.ts';
import { isObject } from '../json.ts';
import { type Clock } from '../ports.ts';
import { checkCertificateChain, type CertificateRules } from './certificate-chain.ts';
import { checkJwk, type PublicJwk } from './jwk.ts';

/** `checkJwk` and `checkCertificateChain` in one: everything that a published key of a destination must hold. */
export function checkCertifiedKey(jwk: unknown, rules: CertificateRules): Finding[] {
  const findings = checkJwk(jwk, rules.use, rules.now).filter(({ code }) => code !== 'x5c-validity');
  const chain: unknown = isObject(jwk) ? jwk['x5c'] : undefined;
  const isReadable = Array.isArray(chain) && chain.every((entry) => typeof entry === 'string');
  if (!isReadable || findings.some(({ code }) => code === 'x5c')) return findings;
  return [...findings, ...checkCertificateChain(chain, rules)];
}

/** For `checkCertificate` of the sender: refuses to encrypt to a key whose certificates lead to no trust anchor. */
export function certificateCheck(
  rules: Omit<CertificateRules, 'use' | 'now'> & { clock?: Clock },
): (key: PublicJwk) => Promise<void> {
  const { clock, ...rest } = rules;
  return async (key) => {
    const findings = checkCertifiedKey(key, { ...rest, use: 'enc', now: clock?.() ?? Date.now() });
    const errors = findings.filter(({ level }) => level === 'error');
    if (errors.length === 0) return;
    const words = errors.map(({ code, path, message }) => `${code} at ${path}: ${message}`).join('; ');
    throw localError('unusable-key', words);
  };
}
