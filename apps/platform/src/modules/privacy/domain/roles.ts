import { type AssessedVersion } from '../types.ts';

/** Who answers for what under data-protection law; words for it are in texts/. */
export interface DataProtectionRole {
  role: 'service-controller' | 'service-processor' | 'procedure-controller' | 'procedure-processor';
  bodies: readonly string[];
}

export interface RoleModel {
  /**
   * § 8a OZG speaks of online services across Länder (§ 2 Abs. 8 OZG) only. Elsewhere the authority stays the
   * controller, and who runs the service for it is its processor (Art. 28 GDPR).
   */
  crossLand: boolean;
  roles: readonly DataProtectionRole[];
}

/** A Land that implements for others names itself in the fact sheet; a service of a municipality names none. */
export function roleModel(
  { manifest, assessment }: Pick<AssessedVersion, 'manifest' | 'assessment'>,
  town: string,
): RoleModel {
  const sheet = manifest.reuse?.factSheet;
  const crossLand = sheet !== undefined && sheet.implementingLand !== null;
  const processors = assessment?.processors ?? [];
  if (!crossLand) {
    const helpers = [...new Set([sheet?.operator ?? '', ...processors])].filter((body) => body !== '' && body !== town);
    return {
      crossLand,
      roles: [
        { role: 'procedure-controller', bodies: [town] },
        { role: 'procedure-processor', bodies: helpers },
      ],
    };
  }
  const controller = assessment?.controller || sheet.responsibleBody;
  return {
    crossLand,
    roles: [
      { role: 'service-controller', bodies: controller === '' ? [] : [controller] },
      { role: 'service-processor', bodies: processors },
      { role: 'procedure-controller', bodies: [town] },
      { role: 'procedure-processor', bodies: [] },
    ],
  };
}
