import { type Offering } from '#modules/catalogue';
import { type InboxServiceOffer } from '../types.ts';
import { mergeOffers } from './service-offers.ts';

/** What the destination must offer so that the forms of these offerings can be delivered. */
export function offersOf(offerings: readonly Pick<Offering, 'manifest' | 'area'>[]): InboxServiceOffer[] {
  return mergeOffers(
    [],
    offerings.map(({ manifest, area }) => {
      const { leistungsschluessel, slug } = manifest.service;
      return {
        // FIT-Connect wants a URN; services of a town's own law have no key in the federal catalogue.
        identifier:
          leistungsschluessel === null
            ? `urn:verbund:leistung:${slug}`
            : `urn:de:fim:leika:leistung:${leistungsschluessel}`,
        submissionSchemas: [{ schemaUri: manifest.delivery.schemaUri, mimeType: 'application/json' as const }],
        regions: [`DE${area}`],
      };
    }),
  );
}
