import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { both, closed, plain } from './manifest-parts.ts';

/** Three levels and three classes of faults for every service, so that offers can be compared side by side. */
export const serviceLevelNames = ['basis', 'standard', 'erhoeht'] as const;
export type ServiceLevelName = (typeof serviceLevelNames)[number];
/** S1 Mo–Fr 8–18, S2 Mo–Sa 6–22, S3 around the clock; S1 and S2 without the holidays of the Land. */
export const serviceWindows = ['S1', 'S2', 'S3'] as const;
export const faultClasses = ['A', 'B', 'C'] as const;

const minutes = Type.Integer({ minimum: 1, maximum: 525_600 });
const faultClass = Type.Object(
  { reactMinutes: minutes, restoreMinutes: minutes, window: Type.Enum(serviceWindows) },
  closed,
);

export const serviceLevelSchema = Type.Object(
  {
    formatVersion: Type.Literal(1),
    level: Type.Enum(serviceLevelNames),
    /** Of a month, announced maintenance inside the limit not counted. */
    availabilityPercent: Type.Number({ minimum: 0, maximum: 100 }),
    recoveryTimeHours: Type.Integer({ minimum: 0, maximum: 8760 }),
    recoveryPointHours: Type.Integer({ minimum: 0, maximum: 8760 }),
    supportWindow: Type.Enum(serviceWindows),
    classes: Type.Object({ A: faultClass, B: faultClass, C: faultClass }, closed),
    maintenance: Type.Object(
      {
        announceHours: Type.Integer({ minimum: 0, maximum: 8760 }),
        window: plain(200),
        maxMinutesPerMonth: Type.Integer({ minimum: 0, maximum: 44_640 }),
      },
      closed,
    ),
    note: Type.Union([both(2000), Type.Null()]),
  },
  closed,
);

/** What a provider promises of the operation of a service: the content of `serviceLevel` in a manifest. */
export type ServiceLevel = Static<typeof serviceLevelSchema>;

export type ServiceLevelResult =
  | { readonly ok: true; readonly value: ServiceLevel }
  | { readonly ok: false; readonly findings: readonly { path: string; code: string; message: string }[] };

const validator = Compile(serviceLevelSchema);

/** Manifests from before there was a uniform level carry other contents; they have none. */
export function parseServiceLevel(value: unknown): ServiceLevelResult {
  if (validator.Check(value)) return { ok: true, value };
  const findings = validator.Errors(value).slice(0, 20);
  return {
    ok: false,
    findings: findings.map(({ instancePath, keyword, message }) => ({ path: instancePath, code: keyword, message })),
  };
}

const operation = {
  basis: { availabilityPercent: 99, recoveryTimeHours: 48, recoveryPointHours: 24 },
  standard: { availabilityPercent: 99.5, recoveryTimeHours: 24, recoveryPointHours: 4 },
  erhoeht: { availabilityPercent: 99.9, recoveryTimeHours: 4, recoveryPointHours: 1 },
} as const satisfies Record<ServiceLevelName, unknown>;

/** The uniform level: figures are proposals of ours, there is no official table of them. */
export function uniformServiceLevel(level: ServiceLevelName): ServiceLevel {
  return {
    formatVersion: 1,
    level,
    ...operation[level],
    supportWindow: 'S1',
    classes: {
      A: { reactMinutes: 60, restoreMinutes: 480, window: 'S2' },
      B: { reactMinutes: 240, restoreMinutes: 1200, window: 'S1' },
      C: { reactMinutes: 480, restoreMinutes: 6000, window: 'S1' },
    },
    maintenance: { announceHours: 72, window: 'So 00:00–06:00, Mi 20:00–24:00', maxMinutesPerMonth: 480 },
    note: null,
  };
}
