import { type SchemaModel } from '@verbund/xdatenfelder';
import { pinRules } from '#modules/catalogue';
import { type Tenant } from '#modules/identity';
import { reusePoints, toReuseFacts } from './reuse-draft.ts';
import { type WorkContent } from '../types.ts';

/** The manifest of a work under a number. Not checked: parseManifest does that, and publication more. */
export function toManifest(
  content: WorkContent,
  schema: SchemaModel,
  provider: Pick<Tenant, 'slug' | 'name'>,
  /** `today`: the day that the change of this version gets. */
  { version, today }: { version: string; today: string },
): unknown {
  const { fee, delivery } = content;
  // Unfinished facts are left out: the version is published all the same, as no package.
  const reuse = reusePoints(content).length === 0 ? { reuse: toReuseFacts(content, { version, today }) } : {};
  const amount =
    fee.amountCents !== null && (fee.kind === 'fixed' || fee.kind === 'table') ? { amountCents: fee.amountCents } : {};
  return {
    formatVersion: 1,
    service: content.service,
    version,
    provider: { slug: provider.slug, name: provider.name },
    schema: {
      digest: content.schema.digest,
      schemaUri: delivery.schemaUri,
      mimeType: 'application/json',
      dialect: content.schema.dialect,
      id: content.schema.id,
      version: content.schema.version,
    },
    overlay: content.overlay,
    rules: pinRules(schema, content.rules),
    process: content.process,
    fee: { kind: fee.kind, ...amount, currency: fee.currency, note: fee.note },
    delivery,
    texts: content.texts,
    declaration: content.declaration,
    priceModel: content.priceModel,
    serviceLevel: content.serviceLevel,
    dataProtection: content.dataProtection,
    tests: content.tests,
    ...reuse,
  };
}
