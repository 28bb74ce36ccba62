import { AppError } from '#kernel/errors';
import { type Lang } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { type Accounts } from './accounts.ts';
import { hashToken } from './domain/token.ts';
import { type SignInProvider } from './domain/ports.ts';
import { createSessionOpener } from './open-session.ts';
import { putSignIn, takeSignIn } from './store/sessions.ts';

const signInSeconds = 60 * 15;

export type Realm = 'citizen' | 'staff';

export interface SignIn {
  /** Where to send the browser, and the secret of this attempt for its cookie. */
  begin(realm: Realm, returnTo: string, invitationToken: string | null): Promise<{ url: string; state: string }>;
  /** The new session's cookie token. */
  finish(
    realm: Realm,
    callbackUrl: URL,
    browserStates: readonly string[],
    lang: Lang,
  ): Promise<{ token: string; returnTo: string }>;
}

export function createSignIn(
  kernel: Pick<Kernel, 'db' | 'clock'>,
  accounts: Accounts,
  providers: Record<Realm, SignInProvider | null>,
): SignIn {
  const { db, clock } = kernel;

  function provider(realm: Realm): SignInProvider {
    const found = providers[realm];
    if (!found) throw new AppError('unavailable', 'identity/provider-unavailable');
    return found;
  }

  const open = createSessionOpener(kernel, accounts);

  return {
    async begin(realm, returnTo, invitationToken) {
      const { url, state, nonce, codeVerifier } = await provider(realm).start();
      await db.tx({}, (tx) =>
        putSignIn(tx, {
          state_hash: hashToken(state),
          realm,
          code_verifier: codeVerifier,
          nonce,
          return_to: returnTo,
          invitation_hash: invitationToken === null ? null : hashToken(invitationToken),
          expires_at: new Date(clock.now().getTime() + signInSeconds * 1000),
        }),
      );
      return { url, state };
    },
    async finish(realm, callbackUrl, browserStates, lang) {
      const state = callbackUrl.searchParams.get('state');
      // The cookie binds the attempt to this browser: a link with somebody else's code signs nobody in (login CSRF).
      if (state === null || !browserStates.includes(state)) throw new AppError('forbidden', 'identity/sign-in-expired');
      const pending = await db.tx({}, (tx) => takeSignIn(tx, hashToken(state), clock.now()));
      if (pending?.realm !== realm) throw new AppError('forbidden', 'identity/sign-in-expired');
      const subject = await provider(realm).finish(callbackUrl, {
        state,
        nonce: pending.nonce,
        codeVerifier: pending.code_verifier,
      });
      const token =
        realm === 'citizen' ? await open.person(subject, lang) : await open.staff(subject, pending.invitation_hash);
      return { token, returnTo: pending.return_to };
    },
  };
}
