import {
  faultClasses,
  parseServiceLevel,
  type ServiceLevel,
  serviceLevelNames,
  serviceWindows,
  uniformServiceLevel,
} from '#modules/catalogue';
import { type Fact } from './facts.ts';
import { type WorkContent } from '../types.ts';

const never = (): boolean => false;

/** The uniform level of a work; null while none is chosen. */
function levelOf(content: Pick<WorkContent, 'serviceLevel'>): ServiceLevel | null {
  const parsed = parseServiceLevel(content.serviceLevel);
  return parsed.ok ? parsed.value : null;
}

/** Free content of manifests from before stays until a level is chosen. */
const levelFact: Fact = {
  name: 'stufe',
  section: 'servicelevel',
  kind: 'one',
  options: serviceLevelNames,
  required: never,
  max: 20,
  read: (c) => levelOf(c)?.level ?? '',
  write(c, value) {
    const name = serviceLevelNames.find((one) => one === value);
    const before = levelOf(c);
    if (name === undefined) return before === null ? c : { ...c, serviceLevel: {} };
    return before?.level === name ? c : { ...c, serviceLevel: uniformServiceLevel(name) };
  },
  check: (value) => (serviceLevelNames.some((name) => name === value) ? null : 'choice'),
};

/**
 * Figures are empty where they are the uniform ones, so that another level brings its own; only what a provider promises
 * differently is written down.
 */
function figure(
  base: Pick<Fact, 'name' | 'kind' | 'max'> & Partial<Fact>,
  read: (level: ServiceLevel) => string,
  write: (level: ServiceLevel, value: string) => ServiceLevel,
): Fact {
  return {
    section: 'servicelevel',
    required: never,
    ...base,
    read(c) {
      const level = levelOf(c);
      if (level === null) return '';
      const value = read(level);
      return value === read(uniformServiceLevel(level.level)) ? '' : value;
    },
    write(c, value) {
      const level = levelOf(c);
      if (level === null) return c;
      const next = write(level, value === '' ? read(uniformServiceLevel(level.level)) : value);
      // An entry that is no level is refused before; this is the second lock.
      return parseServiceLevel(next).ok ? { ...c, serviceLevel: next } : c;
    },
  };
}

function whole(
  name: string,
  rest: Partial<Fact>,
  read: (level: ServiceLevel) => number,
  write: (level: ServiceLevel, value: number) => ServiceLevel,
  [least, most]: readonly [number, number],
): Fact {
  return figure(
    {
      name,
      kind: 'number',
      max: 6,
      check: (value) => (/^\d{1,6}$/u.test(value) && +value >= least && +value <= most ? null : 'number'),
      ...rest,
    },
    (level) => String(read(level)),
    (level, value) => write(level, Number(value)),
  );
}

const minutes = [1, 525_600] as const;
const hours = [0, 8760] as const;
const percentPattern = /^\d{1,3}(?:,\d{1,3})?$/u;
const percentOf = (value: string): number => Number(value.replace(',', '.'));

function maintenanceFacts(): Fact[] {
  return [
    figure(
      { name: 'wartungsfenster', kind: 'line', max: 200, group: 'wartung' },
      (level) => level.maintenance.window,
      (level, window) => ({ ...level, maintenance: { ...level.maintenance, window } }),
    ),
    whole(
      'ankuendigung',
      { group: 'wartung' },
      (level) => level.maintenance.announceHours,
      (level, announceHours) => ({ ...level, maintenance: { ...level.maintenance, announceHours } }),
      hours,
    ),
    whole(
      'wartungsdauer',
      { group: 'wartung' },
      (level) => level.maintenance.maxMinutesPerMonth,
      (level, maxMinutesPerMonth) => ({ ...level, maintenance: { ...level.maintenance, maxMinutesPerMonth } }),
      [0, 44_640],
    ),
  ];
}

export function serviceLevelFacts(): Fact[] {
  return [
    levelFact,
    figure(
      {
        ...{ name: 'verfuegbarkeit', kind: 'percent', max: 10 },
        check: (value) => (percentPattern.test(value) && percentOf(value) <= 100 ? null : 'percent'),
      },
      (level) => String(level.availabilityPercent).replace('.', ','),
      (level, value) => ({ ...level, availabilityPercent: percentOf(value) }),
    ),
    figure(
      {
        ...{ name: 'servicezeit', kind: 'one', max: 2, options: serviceWindows },
        check: (value) => (serviceWindows.some((one) => one === value) ? null : 'choice'),
      },
      (level) => level.supportWindow,
      (level, value) => ({
        ...level,
        supportWindow: serviceWindows.find((one) => one === value) ?? level.supportWindow,
      }),
    ),
    whole(
      'wiederanlauf',
      {},
      (level) => level.recoveryTimeHours,
      (level, recoveryTimeHours) => ({ ...level, recoveryTimeHours }),
      hours,
    ),
    whole(
      'datenverlust',
      {},
      (level) => level.recoveryPointHours,
      (level, recoveryPointHours) => ({ ...level, recoveryPointHours }),
      hours,
    ),
    ...faultClasses.flatMap((name) => {
      const group = `klasse-${name.toLowerCase()}`;
      const part = (field: 'reactMinutes' | 'restoreMinutes', suffix: string): Fact =>
        whole(
          `${group}-${suffix}`,
          { group },
          (level) => level.classes[name][field],
          (level, value) => ({
            ...level,
            classes: { ...level.classes, [name]: { ...level.classes[name], [field]: value } },
          }),
          minutes,
        );
      return [part('reactMinutes', 'reaktion'), part('restoreMinutes', 'behebung')];
    }),
    ...maintenanceFacts(),
    ...(['de', 'en'] as const).map((language) =>
      figure(
        { name: `anmerkung-${language}`, kind: 'text', max: 2000 },
        (level) => level.note?.[language] ?? '',
        (level, text) => {
          const note = { de: '', en: '', ...level.note, [language]: text };
          // A note without German text would be none that the manifest takes.
          return { ...level, note: note.de === '' ? null : note };
        },
      ),
    ),
  ];
}
