import { type FactSheet } from '#modules/catalogue';

export type Parameter = FactSheet['parameters'][number];

/** What the platform knows of a town already. */
export interface TownFacts {
  ars: string;
  name: string;
  officialName: string;
  slug: string;
  street: string;
  postcode: string;
  city: string;
  email: string;
  phone: string;
  openingHours: string;
}

/** A standard parameter has one value for all services of a town (EfA parameters 1.0.0: no second source, no own name). */
export const scopeOf = (parameter: Pick<Parameter, 'standard'>, packageId: string): string =>
  parameter.standard ? '' : packageId;

/** Mandatory parameters without a value. */
export function missingParameters(
  parameters: readonly Parameter[],
  values: ReadonlyMap<string, string>,
): readonly Parameter[] {
  return parameters.filter(({ mandatory, name }) => mandatory && (values.get(name) ?? '') === '');
}

/** Words in the name of a parameter → what of the town it asks for. The first that fits counts. */
const suggestions: readonly (readonly [RegExp, (town: TownFacts) => string])[] = [
  [/ars$|regionalschl/iu, (town) => town.ars],
  [/ags$|gemeindeschl/iu, ({ ars }) => `${ars.slice(0, 5)}${ars.slice(9)}`],
  [/e?-?mail/iu, (town) => town.email],
  [/telefon|phone/iu, (town) => town.phone],
  [/oeffnung|öffnung|opening/iu, (town) => town.openingHours],
  [/plz|postleitzahl|postcode/iu, (town) => town.postcode],
  [/anschrift|adresse|address/iu, (town) => addressOf(town)],
  [/stra(ss|ß)e|street/iu, (town) => town.street],
  [/^ort$|city/iu, (town) => town.city],
  [/behoerde|behörde|authority|zustaendige|zuständige/iu, (town) => town.officialName],
  [/kommune|gemeinde|stadt|town/iu, (town) => town.name],
];

function addressOf({ street, postcode, city }: TownFacts): string {
  const place = `${postcode} ${city}`.trim();
  return [street, place].filter((part) => part !== '').join(', ');
}

/** What most probably belongs there; '' when nobody can know. A person confirms it. */
export function suggestedValue(parameter: Parameter, town: TownFacts): string {
  if (parameter.kind === 'email') return town.email;
  if (parameter.kind !== 'text' && parameter.kind !== 'address' && parameter.kind !== 'number') return '';
  const found = suggestions.find(([words]) => words.test(parameter.name))?.[1](town) ?? '';
  return found !== '' && problemOf(parameter, found) === null ? found : '';
}

export type ParameterProblem = 'missing' | 'not-a-number' | 'not-an-amount' | 'not-a-date' | 'not-a-mail' | 'too-long';

const shapes: Readonly<Partial<Record<Parameter['kind'], readonly [RegExp, ParameterProblem]>>> = {
  number: [/^-?\d{1,15}(,\d{1,6})?$/u, 'not-a-number'],
  amount: [/^\d{1,9}(,\d{2})?$/u, 'not-an-amount'],
  date: [/^\d{1,2}\.\d{1,2}\.\d{4}$|^\d{4}-\d{2}-\d{2}$/u, 'not-a-date'],
  email: [/^[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+$/u, 'not-a-mail'],
};

const maxLength = 2000;

/** Only what cannot be right; '' is a problem of completeness, which the gate looks at. */
export function problemOf(parameter: Pick<Parameter, 'kind'>, value: string): ParameterProblem | null {
  if (value === '') return null;
  if (value.length > maxLength) return 'too-long';
  const [shape, problem] = shapes[parameter.kind] ?? [];
  return shape === undefined || problem === undefined || shape.test(value) ? null : problem;
}
