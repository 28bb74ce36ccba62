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

/** Bytes in pieces of any size. Leaving a loop over them early frees what is behind them (socket, file). */
export type ByteStream = AsyncIterable<Uint8Array>;

export type HttpRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers: Record<string, string>;
  /** A stream is read once; `contentLength` then says how many bytes it gives. */
  body?: string | Uint8Array | ByteStream;
  /** To be sent as Content-Length, so that the service knows a cut upload from a complete one. */
  contentLength?: number;
  /** Asks for the content of a good answer (2xx) as `HttpResponse.stream`. A transport may ignore it. */
  stream?: boolean;
};

/** `headers` have lower-case names. */
export type HttpResponse = {
  status: number;
  headers: Record<string, string>;
  /** The whole content; empty when `stream` carries it. */
  body: Uint8Array;
  /** Must be read or left (`for await` with `break`); time-outs run between two pieces, not over the whole. */
  stream?: ByteStream;
};

/** Carries one request. Rejects when no answer came; must not follow redirects. */
export type HttpTransport = (request: HttpRequest) => Promise<HttpResponse>;

/**
 * Keeps ciphertext while its authenticity is not proven. Only ciphertext is ever written to it, so it needs no
 * encryption of its own; it must still be private, because it is read a second time after the proof.
 */
export type Spool = { open(): Promise<SpoolFile> };

/** One content in a spool. */
export type SpoolFile = {
  /** In order, one at a time. The piece does not change afterwards. */
  write(piece: Uint8Array): Promise<void>;
  /** All that was written, from the start. May be called several times. */
  read(): ByteStream;
  /** Frees the place. Calling it again is harmless. */
  remove(): Promise<void>;
};

/** Milliseconds since 1970. */
export type Clock = () => number;

/** Waits; injected so that tests do not. */
export type Sleep = (milliseconds: number) => Promise<void>;
