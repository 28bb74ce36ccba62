import { type Tx } from '#kernel/db';
import { type Lang, type TenantId } from '#kernel/ids';
import { type ReuseFacts, type ServiceManifest } from '#modules/catalogue';

export interface BothTexts {
  de: string;
  en: string;
}

export type ChangeKind = ReuseFacts['changes'][number]['kind'];

/** A version of a service on the marketplace: signed, and immutable but for its withdrawal. */
export interface PublishedPackage {
  /** `<provider slug>/<service slug>`. */
  packageId: string;
  /** Of the index of the archive; the same content has the same digest on every installation. */
  digest: string;
  /** Of the manifest: what offerings, prices and checks refer to. */
  versionDigest: string;
  version: string;
  provider: TenantId;
  providerName: string;
  serviceSlug: string;
  leistungsschluessel: string | null;
  name: BothTexts;
  summary: BothTexts;
  /** What the version changes, as its provider says. */
  change: ChangeKind;
  publishedAt: Date;
  /** Thumbprint (RFC 7638) of the key that signed it. */
  signerKid: string;
  minimumPlatform: string;
  /** It stays where it is adopted, nobody may adopt it anew. */
  withdrawnAt: Date | null;
  withdrawnReason: string | null;
}

/** A package that is built and signed, on the marketplace or not yet. */
export interface BuiltPackage extends Omit<PublishedPackage, 'publishedAt'> {
  builtAt: Date;
  publishedAt: Date | null;
  /** Of the archive. */
  bytes: number;
}

/** Public part of a key that signs packages. */
export interface SigningKey {
  /** Thumbprint of RFC 7638, SHA-256. */
  thumbprint: string;
  publicJwk: Readonly<Record<string, string>>;
  /** Where it came from: made here, pinned by a person, or signed by the key before it. */
  origin: 'own' | 'pinned' | 'succession';
  trustedAt: Date;
  trustedBy: string;
  /** Its private part is in the key service of this installation. */
  isHere: boolean;
}

/** What an archive says and whether this installation believes it. */
export interface PackageVerdict {
  packageId: string;
  version: string;
  digest: string;
  versionDigest: string;
  manifest: ServiceManifest;
  signer: { thumbprint: string; algorithm: string };
  trust:
    /** The key is trusted here, or signed by one that is. */
    | 'trusted'
    /** No key of this provider is known here; publishing asks a person to name the thumbprint. */
    | 'unknown-provider';
  /** Is there already with the same digest. */
  isPublished: boolean;
}

export const listingStates = ['planned', 'development', 'pilot', 'available', 'phase-out', 'ended'] as const;
export type ListingState = (typeof listingStates)[number];

/** What a provider says about a package beside its versions; changes with time. */
export interface Statement {
  state: ListingState;
  knownErrors: readonly { id: string; text: BothTexts; since: string; version: string; solvedIn: string | null }[];
  /** Last day on which errors of the version are mended. */
  endOfSupport: readonly { version: string; date: string }[];
  releasePlan: readonly { version: string; date: string; text: BothTexts }[];
}

/** A promised date with everything that became of it; nothing in the history is ever changed. */
export interface DatePromise {
  id: string;
  what: BothTexts;
  /** Day on which it was promised for the first time, and the day that was named. */
  firstPromised: string;
  firstDate: string;
  currentDate: string;
  /** Positive: later than first promised. Counts on to the day of `today` while the date has passed unkept. */
  slipDays: number;
  keptOn: string | null;
  /** The date has passed and nobody has said that it was kept. */
  isOverdue: boolean;
  /** Oldest first. */
  history: readonly { promisedOn: string; date: string; by: string }[];
}

export interface Listing extends Statement {
  packageId: string;
  promises: readonly DatePromise[];
  changedAt: Date | null;
  changedBy: string | null;
}

/** One sentence about what differs between two packages, in the language asked for. */
export interface PackageDiff {
  before: { packageId: string; version: string; digest: string };
  after: { packageId: string; version: string; digest: string };
  sentences: readonly string[];
}

export interface PackagesService {
  /** Newest version of each package that is on the marketplace and not withdrawn, by name. */
  packages(): Promise<readonly PublishedPackage[]>;
  /** Of one package, newest first, withdrawn ones included. */
  versions(packageId: string): Promise<readonly PublishedPackage[]>;
  /** Without a version the newest that is not withdrawn. */
  package(packageId: string, version?: string): Promise<PublishedPackage | null>;
  /** The package that a version of the catalogue is traded as. */
  packageOf(versionDigest: string): Promise<PublishedPackage | null>;

  /** Everything that a provider has built, latest first. */
  builtBy(provider: TenantId): Promise<readonly BuiltPackage[]>;
  /**
   * Builds and signs with the provider's key in the key service; a second call gives the same package. Refused with
   * 'packages/no-reuse-facts', 'packages/no-key', 'packages/list-not-stored'.
   */
  build(input: { provider: TenantId; versionDigest: string }): Promise<BuiltPackage>;
  /** Puts a package that was built here on the marketplace. */
  release(input: { provider: TenantId; digest: string }): Promise<PublishedPackage>;
  /** The archive, byte for byte as it was built or received. */
  file(digest: string): Promise<Uint8Array | null>;

  /** Reads and checks everything but writes nothing. `trustKey`: a thumbprint that counts as trusted. */
  verify(bytes: Uint8Array, options?: { trustKey?: string | undefined }): Promise<PackageVerdict>;
  /**
   * Creates what is missing here (provider, code lists, schema, version) and puts the package on the marketplace; the
   * same file again changes nothing. `provider` set: refused unless the package is of that tenant.
   */
  publish(input: {
    bytes: Uint8Array;
    provider: TenantId | null;
    trustKey?: string | undefined;
    by: string;
  }): Promise<PublishedPackage>;
  withdraw(input: { provider: TenantId; digest: string; reason: string }): Promise<void>;
  /** Reads both archives; what was traded is compared, not what is stored here. */
  diff(before: Uint8Array, after: Uint8Array, lang: Lang): Promise<PackageDiff>;

  /** Keys of a provider that are trusted here, the newest first; the newest signs. */
  keys(provider: TenantId): Promise<readonly SigningKey[]>;
  /** Makes the provider's key in the key service and trusts it here; the key before it signs it. */
  createKey(input: { provider: TenantId; by: string }): Promise<SigningKey>;

  listing(packageId: string): Promise<Listing>;
  /** Of many packages at once, for lists; those of which nothing is said are not among them. */
  states(packageIds: readonly string[]): Promise<ReadonlyMap<string, ListingState>>;
  /** Refused with 'packages/package-not-found' for packages of others. */
  saveStatement(
    tx: Tx,
    input: { provider: TenantId; packageId: string; statement: Statement; by: string },
  ): Promise<void>;
  /** A new promise, or another date for one that was made. */
  promise(
    tx: Tx,
    input: { provider: TenantId; packageId: string; id: string | null; what: BothTexts; date: string; by: string },
  ): Promise<string>;
  keepPromise(tx: Tx, input: { provider: TenantId; packageId: string; id: string; on: string }): Promise<void>;
}
