import { type SchemaModel } from '@verbund/xdatenfelder';
import { pinRules } from '#modules/catalogue';
import { type Tenant } from '#modules/identity';
import { type WorkContent } from '../types.ts';

/** The manifest of a work under a number. Not checked: parseManifest does that, and publication more. */
export function toManifest(
  content: WorkContent,
  schema: SchemaModel,
  provider: Pick<Tenant, 'slug' | 'name'>,
  version: string,
): unknown {
  const { fee, delivery } = content;
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
  };
}
