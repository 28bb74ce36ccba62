import { type Area, type AreaKind } from '#modules/catalogue';

export function tenantKindOf(kind: AreaKind): 'town' | 'district' | 'state' {
  switch (kind) {
    case 'district':
      return 'district';
    case 'state':
    case 'region':
      return 'state';
    case 'city':
    case 'town':
      return 'town';
  }
}

/**
 * The name as a letter would carry it: "Stadt Xanten", "Gemeinde Alpen", "Kreis Wesel". The register appends the kind of
 * a municipality, sometimes with an honorary name ("Solingen, Klingenstadt"); where that tells nothing, the name alone.
 */
export function officialNameOf({ designation, kind, name }: Pick<Area, 'designation' | 'kind' | 'name'>): string {
  const comma = designation.indexOf(', ');
  if (comma < 0) return kind === 'town' && designation === name ? `Gemeinde ${name}` : designation;
  const bare = designation.slice(0, comma);
  const title = designation.slice(comma + 2);
  if (/stadt/iu.test(title)) return `Stadt ${bare}`;
  return /gemeinde/iu.test(title) ? `Gemeinde ${bare}` : bare;
}
