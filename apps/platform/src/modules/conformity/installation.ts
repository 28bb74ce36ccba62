import { type Config } from '#kernel/config';
import { type Installation } from './checks/check.ts';

/**
 * What this platform can do by now. BundID, the organisation account, eIDAS, payment, registers, PVOG and DVDV are not
 * built yet: whoever builds one changes the line here, and the checks that wait for it begin to judge.
 */
export function installationOf({ citizenSignIn, mode }: Pick<Config, 'citizenSignIn' | 'mode'>): Installation {
  return {
    accounts: citizenSignIn === null ? [] : [mode === 'production' ? 'other' : 'test-account'],
    signInName: citizenSignIn?.name ?? null,
    requestedTrustLevel: null,
    payment: false,
    postbox: 'own',
    crossBorderProofs: false,
    registers: false,
    pvog: false,
    dvdv: false,
  };
}
