import { type AreaIndex } from './domain/area-index.ts';
import { significantDigits } from './domain/regional-digits.ts';
import { type AreaKey, type PageRequest } from './domain/route-query.ts';
import { type DestinationSignatures } from './destination-signatures.ts';
import { type DestinationDirectory } from './types.ts';

export interface FoundRoute {
  destinationId: string;
  destinationSignature: string;
  destinationName: string;
  origin: string;
}

/** Significant digits of the regional key; null when the id names no area. */
function digitsOf({ kind, digits }: AreaKey, index: AreaIndex): string | null {
  // Keys of Länder end at 16; what lies beyond is where test systems are, which nobody is led to.
  if (kind !== 'areaId' && Number(digits.slice(0, 2)) > 16) return null;
  if (kind === 'areaId') return index.byArs(digits) === undefined ? null : significantDigits(digits);
  if (kind === 'ars' || digits.length < 8) return significantDigits(digits);
  const area = index.byAgs(digits);
  // The association is no part of this key. Who serves the whole district serves an unknown municipality too.
  return area === undefined ? digits.slice(0, 5) : significantDigits(area.ars);
}

export async function findRoutes(
  wanted: { leikaKey: string; area: AreaKey; page: PageRequest },
  parts: { index: AreaIndex; directory: DestinationDirectory; signatures: DestinationSignatures },
): Promise<{ total: number; routes: readonly FoundRoute[] }> {
  const area = digitsOf(wanted.area, parts.index);
  if (area === null) return { total: 0, routes: [] };
  const identifier = `urn:de:fim:leika:leistung:${wanted.leikaKey}`;
  const { total, offers } = await parts.directory.offersAt({ identifier, area }, wanted.page);
  const routes = await Promise.all(
    offers.map(async (offer) => ({
      destinationId: offer.destinationId,
      destinationSignature: await parts.signatures.of(offer, identifier),
      destinationName: offer.name,
      origin: 'Zustelldienst',
    })),
  );
  return { total, routes };
}
