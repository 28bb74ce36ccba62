import { type Offering, publicServiceOf } from '#modules/catalogue';
import { type InboxServiceOffer } from '../types.ts';
import { mergeOffers } from './service-offers.ts';

/** What the destination must offer so that the forms of these offerings can be delivered. */
export function offersOf(offerings: readonly Pick<Offering, 'manifest' | 'area'>[]): InboxServiceOffer[] {
  return mergeOffers(
    [],
    offerings.map(({ manifest, area }) => ({
      identifier: publicServiceOf(manifest).identifier,
      submissionSchemas: [{ schemaUri: manifest.delivery.schemaUri, mimeType: 'application/json' as const }],
      regions: [`DE${area}`],
    })),
  );
}
