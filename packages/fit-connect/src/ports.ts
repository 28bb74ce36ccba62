/**
 * What the package needs from outside. Private keys may live in another process (key service, HSM): the package only
 * asks for the two operations and never for the key.
 */

/** Opens content encryption keys. */
export type KeyUnwrapper = {
  /**
   * RSA-OAEP-256 of one wrapped key.
   * @throws DecryptionError when the key is not held or does not fit: the content can then never be opened and the
   * item is rejected. Any other error means "not now": the caller repeats later.
   */
  unwrapKey(kid: string, encryptedKey: Uint8Array): Promise<Uint8Array>;
};

/** Signs with PS512 (RSASSA-PSS, SHA-512, salt of 64 bytes). */
export type Signer = { readonly kid: string; sign(signingInput: Uint8Array): Promise<Uint8Array> };

export type HttpRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers: Record<string, string>;
  body?: string | Uint8Array;
};

/** `headers` have lower-case names. */
export type HttpResponse = { status: number; headers: Record<string, string>; body: Uint8Array };

/** Carries one request. Rejects when no answer came; must not follow redirects. */
export type HttpTransport = (request: HttpRequest) => Promise<HttpResponse>;

/** Milliseconds since 1970. */
export type Clock = () => number;

/** Waits; injected so that tests do not. */
export type Sleep = (milliseconds: number) => Promise<void>;
