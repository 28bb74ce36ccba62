import { createHash } from 'node:crypto';

export type Realm = 'citizens' | 'staff';
export type TrustLevel = 'basic' | 'substantial' | 'high';

/** An invented person; any likeness to living people is chance. */
export interface TestPerson {
  id: string;
  givenName: string;
  familyName: string;
  email: string;
  /** Citizens only. */
  birthDate?: string;
  street?: string;
  postcode?: string;
  town?: string;
  trustLevel?: TrustLevel;
}

const citizens: readonly TestPerson[] = [
  citizen('erika', 'Erika', 'Mustermann', '1964-08-12', 'Musterstraße 1', '46509', 'Xanten', 'high'),
  citizen('max', 'Max', 'Beispiel', '1988-02-29', 'Beispielweg 22', '47495', 'Rheinberg', 'substantial'),
  citizen('ayse', 'Ayşe', 'Probeğlu', '1995-11-03', 'Probeplatz 3', '47441', 'Moers', 'high'),
  citizen('lukasz', 'Łukasz', 'Testowski', '1979-05-17', 'Testallee 40', '46509', 'Xanten', 'substantial'),
  citizen(
    'johanna',
    'Johanna Marie Sophie',
    'von der Vorlage-Schablone',
    '2001-01-31',
    'Am Muster 7a',
    '47441',
    'Moers',
    'basic',
  ),
];

const staff: readonly TestPerson[] = [
  ...['xanten', 'rheinberg', 'moers'].flatMap((town) => [
    employee(`anna-${town}`, 'Anna', 'Amtsfrau', town),
    employee(`bernd-${town}`, 'Bernd', 'Bescheid', town),
    employee(`carla-${town}`, 'Carla', 'Leitung', town),
    employee(`dora-${town}`, 'Dora', 'Datenschutz', town),
    employee(`ivo-${town}`, 'Ivo', 'Sicherheit', town),
    employee(`kora-${town}`, 'Kora', 'Nachnutzung', town),
    employee(`thea-${town}`, 'Thea', 'Kämmerei', town),
  ]),
  employee('paula-anbieter', 'Paula', 'Planung', 'anbieter'),
  employee('otto-betrieb', 'Otto', 'Operator', 'betrieb'),
  employee('pia-pruefung', 'Pia', 'Prüfung', 'betrieb'),
  employee('kim-koordination', 'Kim', 'Koordination', 'betrieb'),
  // Belongs to no authority until an invitation is taken up.
  employee('nora-neustadt', 'Nora', 'Neumann', 'neustadt'),
];

function citizen(
  id: string,
  givenName: string,
  familyName: string,
  birthDate: string,
  street: string,
  postcode: string,
  town: string,
  trustLevel: TrustLevel,
): TestPerson {
  const email = `${id}@example.org`;
  return { id, givenName, familyName, email, birthDate, street, postcode, town, trustLevel };
}

function employee(id: string, givenName: string, familyName: string, town: string): TestPerson {
  const name = town.charAt(0).toUpperCase() + town.slice(1);
  return { id, givenName, familyName, email: `${id.split('-')[0]}@${town}.example`, town: name };
}

export function peopleOf(realm: Realm): readonly TestPerson[] {
  return realm === 'citizens' ? citizens : staff;
}

/**
 * The subject of a person: the same after every restart, different in the two realms, and no name in it,
 * as a real provider would give it.
 */
export function subjectOf(realm: Realm, personId: string): string {
  return createHash('sha256').update(`verbund-simulator|${realm}|${personId}`).digest('base64url').slice(0, 32);
}

/** OpenID Connect claims (Core 1.0, section 5.1) and the trust level of the sign-in. */
export function claimsOf(realm: Realm, person: TestPerson): Record<string, unknown> {
  const common = {
    sub: subjectOf(realm, person.id),
    name: `${person.givenName} ${person.familyName}`,
    email: person.email,
    email_verified: true,
  };
  if (realm === 'staff') return common;
  return {
    ...common,
    given_name: person.givenName,
    family_name: person.familyName,
    birthdate: person.birthDate,
    address: {
      street_address: person.street,
      postal_code: person.postcode,
      locality: person.town,
      country: 'DE',
    },
    trust_level: person.trustLevel ?? 'basic',
  };
}

export type PersonForm = { ok: true; person: TestPerson } | { ok: false; problem: 'name' | 'birthdate' };

/** Reads the form for a person who is not on the list; the same entries always give the same subject. */
export function parsePerson(realm: Realm, form: URLSearchParams): PersonForm {
  const field = (name: string): string => (form.get(name) ?? '').trim().slice(0, 200);
  const [givenName, familyName] = [field('given_name'), field('family_name')];
  if (givenName === '' || familyName === '') return { ok: false, problem: 'name' };
  const birthDate = field('birthdate');
  if (realm === 'citizens' && !isDate(birthDate)) return { ok: false, problem: 'birthdate' };
  const id = `own|${givenName}|${familyName}|${birthDate}`;
  const email = field('email') === '' ? 'person@example.org' : field('email');
  if (realm === 'staff') return { ok: true, person: { id, givenName, familyName, email } };
  const wished = field('trust_level');
  const trustLevel = wished === 'high' || wished === 'substantial' ? wished : 'basic';
  const address = { street: field('street'), postcode: field('postcode'), town: field('town') };
  return { ok: true, person: { id, givenName, familyName, email, birthDate, ...address, trustLevel } };
}

function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
