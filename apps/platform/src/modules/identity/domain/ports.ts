/** What a sign-in tells us, whatever the protocol (OpenID Connect now, SAML of BundID and MUK later). */
export interface SignedInSubject {
  issuer: string;
  subject: string;
  displayName: string;
  /** givenName, familyName, birthDate, email, street (streetName, houseNumber), postcode, city: only those that the provider gave. */
  facts: Record<string, string>;
  trustLevel: 'basic' | 'substantial' | 'high';
  idToken: string | null;
}

export interface SignInProvider {
  name: string;
  issuer: string;
  start(): Promise<{ url: string; state: string; nonce: string; codeVerifier: string }>;
  finish(currentUrl: URL, expected: { state: string; nonce: string; codeVerifier: string }): Promise<SignedInSubject>;
  endSessionUrl(idToken: string | null, returnUrl: string): Promise<string | null>;
}
