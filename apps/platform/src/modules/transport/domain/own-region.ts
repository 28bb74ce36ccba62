import { type OfferedService } from '@verbund/fit-connect';
import { type FieldProblem } from '#kernel/errors';
import { regionCovers } from './announcement.ts';

/** Region of a client of the authority with this regional key (ARS, 12 digits); null, not bound, for one without. */
export function regionOfKey(ars: string | null): string | null {
  return ars === null ? null : `DE${ars}`;
}

const mostNamed = 10;

/** What a client that is bound to a region may not offer, in words and member by member; null: nothing. */
export function outsideOf(
  region: string,
  services: readonly OfferedService[],
): { detail: string; problems: readonly FieldProblem[] } | null {
  const found = services.map(({ regions }) => {
    // A service without regions is offered everywhere.
    return regions.length === 0 ? ['everywhere'] : regions.filter((one) => !regionCovers(region, one));
  });
  const outside = [...new Set(found.flat())];
  if (outside.length === 0) return null;
  const named = outside.slice(0, mostNamed).join(', ') + (outside.length > mostNamed ? ', …' : '');
  return {
    detail: `This client may offer services within ${region} only, not in: ${named}.`,
    problems: found.flatMap((list, index) =>
      list.length === 0 ? [] : [{ field: `/services/${index}/regions`, code: 'outside-own-region' }],
    ),
  };
}
