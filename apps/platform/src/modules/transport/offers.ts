import { selectOffers } from './store/offers.ts';
import { type TransportKernel } from './transport-kernel.ts';
import { type TransportService } from './types.ts';

/** Who takes a service in an area; asked by the routing API. */
export function createOffers({ db }: Pick<TransportKernel, 'db'>): Pick<TransportService, 'offersAt'> {
  return {
    async offersAt({ identifier, area }, page) {
      const keys = Array.from({ length: area.length + 1 }, (_, length) => `${identifier} ${area.slice(0, length)}`);
      const { total, rows } = await db.tx({}, (tx) => selectOffers(tx, { identifier, keys }, page));
      const offers = rows.map(({ destination_id: destinationId, name, services }) => ({
        destinationId,
        name,
        regions: services.flatMap(({ regions }) => (regions.length === 0 ? ['DE'] : regions)),
      }));
      return { total, offers };
    },
  };
}
