import { type Kernel, type ModuleInstance } from '#kernel/module';
import { type ErasurePort } from '#kernel/retention';
import { createOidcProvider } from './adapters/oidc.ts';
import { identityErrorTexts } from './errors.ts';
import { destroyKeysHandler } from './jobs/destroy-keys.job.ts';
import { adminRoutes } from './pages/admin.page.tsx';
import { eraseRoutes } from './pages/erase.page.tsx';
import { legalPageRoutes } from './pages/legal-page.page.tsx';
import { signInRoutes } from './pages/sign-in.page.tsx';
import { staffRoutes } from './pages/staff.page.tsx';
import { identityPaths } from './paths.ts';
import { workplaceRoutes } from './pages/workplace.page.tsx';
import { createIdentityService } from './service.ts';
import { createSignIn, type Realm } from './sign-in.ts';
import { type SignInProvider } from './domain/ports.ts';
import { deleteExpiredSessions } from './store/sessions.ts';
import { type IdentityService } from './types.ts';

export function createIdentity(
  kernel: Kernel,
  options: { erasurePorts: readonly ErasurePort[] },
): ModuleInstance<IdentityService> {
  const { config, outgoing, db } = kernel;
  const parts = createIdentityService(kernel, options.erasurePorts);
  const oidcOptions = { outgoing, allowHttp: config.mode !== 'production' };
  const at = (path: string): string => new URL(path, config.publicUrl).href;
  const providers: Record<Realm, SignInProvider | null> = {
    citizen:
      config.citizenSignIn && createOidcProvider(config.citizenSignIn, at(identityPaths.signInReturn), oidcOptions),
    staff:
      config.staffSignIn && createOidcProvider(config.staffSignIn, at(identityPaths.staffSignInReturn), oidcOptions),
  };
  const signIn = createSignIn(kernel, parts.accounts, providers);
  return {
    name: 'identity',
    service: parts.service,
    routes: [
      ...signInRoutes({ kernel, signIn, providers, sessions: parts.sessions }),
      ...eraseRoutes({ kernel, service: parts.service, sessions: parts.sessions }),
      ...adminRoutes({ kernel, parts }),
      ...legalPageRoutes({ kernel, parts }),
      ...staffRoutes({ kernel, parts }),
      ...workplaceRoutes({ kernel, parts }),
    ],
    jobs: [destroyKeysHandler(kernel.keys)],
    recurring: [],
    retention: [
      {
        name: 'identity.expired-sessions',
        description: {
          de: 'Abgelaufene Sitzungen und angefangene Anmeldungen werden gelöscht (Datenminimierung, Art. 5 DSGVO).',
          en: 'Expired sessions and unfinished sign-ins are deleted (data minimisation, Art. 5 GDPR).',
        },
        run: async (now) => ({ deleted: await db.tx({}, (tx) => deleteExpiredSessions(tx, now)) }),
      },
    ],
    errorTexts: identityErrorTexts,
  };
}
