import { type FormModel, type RuleSet, type SchemaModel } from '@verbund/xdatenfelder';
import { type Tx } from '#kernel/db';
import { type TenantId } from '#kernel/ids';
import { type Tenant } from '#modules/identity';
import { type ServiceManifest } from './domain/manifest.ts';

/** A town's adopted service: what forms and pages read. */
export interface Offering {
  id: string;
  tenant: Tenant;
  serviceSlug: string;
  versionDigest: string;
  manifest: ServiceManifest;
  destinationId: string;
  /** ARS of the area it is valid for. */
  area: string;
  /** Which instant counts as receipt (Eingang): when stored here, or when delivered. */
  receiptInstant: 'stored' | 'delivered';
  townTexts: { feeNote?: { de: string; en: string }; contact?: string };
  validFrom: Date;
  validUntil: Date | null;
  live: boolean;
}

/** The running form of a version, compiled once per digest and kept in memory. */
export interface CompiledForm {
  digest: string;
  schema: SchemaModel;
  form: FormModel;
  rules: RuleSet;
}

export interface CatalogueService {
  offering(id: string): Promise<Offering | null>;
  offeringBySlug(townSlug: string, serviceSlug: string): Promise<Offering | null>;
  liveOfferings(tenant: TenantId): Promise<readonly Offering[]>;
  compiledForm(versionDigest: string): Promise<CompiledForm>;
  importSchema(input: { xml: Uint8Array; provider: TenantId; codeLists: readonly Uint8Array[] }): Promise<{
    schemaDigest: string;
    schema: SchemaModel;
    findings: readonly { level: string; code: string; path: string; message: string }[];
    missingCodeLists: readonly string[];
  }>;
  /** Immutable: the same manifest gives the same digest; another manifest under the same number is refused. */
  publishVersion(tx: Tx, provider: TenantId, manifest: ServiceManifest): Promise<{ digest: string }>;
  saveOffering(
    tx: Tx,
    input: { tenant: TenantId; versionDigest: string; serviceSlug: string; destinationId: string; area: string; receiptInstant?: 'stored' | 'delivered'; townTexts?: Offering['townTexts'] },
  ): Promise<{ id: string }>;
  /** Refused with 'catalogue/legal-pages-missing' while a legal page of the tenant is empty. */
  goLive(tx: Tx, tenant: TenantId, offeringId: string): Promise<void>;
}
