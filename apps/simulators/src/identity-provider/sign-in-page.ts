import { html, type Html, type Language, page } from '../http.ts';
import { peopleOf, type PersonForm, type Realm, type TestPerson } from './people.ts';

const texts = {
  de: {
    citizens: 'Anmelden mit dem Test-Bürgerkonto',
    staff: 'Anmelden mit dem Test-Dienstkonto',
    notice: 'Dies ist eine Nachbildung für Vorführung und Test. Alle Personen sind erfunden, es gibt keine Passwörter.',
    choose: 'Testperson wählen',
    other: 'Andere Person',
    givenName: 'Vornamen',
    familyName: 'Familienname',
    birthdate: 'Geburtsdatum (Jahr-Monat-Tag, zum Beispiel 1990-12-31)',
    email: 'E-Mail-Adresse',
    street: 'Straße und Hausnummer',
    postcode: 'Postleitzahl',
    town: 'Ort',
    trust: 'Vertrauensniveau',
    levels: { basic: 'niedrig', substantial: 'substanziell', high: 'hoch' },
    signIn: 'Anmelden',
    cancel: 'Abbrechen',
    error: 'Fehler: ',
    problems: {
      name: 'Geben Sie Vornamen und Familiennamen ein.',
      birthdate: 'Geben Sie das Geburtsdatum in der Form 1990-12-31 ein.',
    },
    signOut: 'Abmelden?',
    signOutText: 'Sie sind beim Test-Konto noch angemeldet.',
    signOutYes: 'Abmelden',
    signOutNo: 'Angemeldet bleiben',
    signedOut: 'Sie sind abgemeldet',
    signedOutText: 'Sie können dieses Fenster schließen.',
    failed: 'Fehler bei der Anmeldung',
    failedText: 'Die Anmeldung konnte nicht fortgesetzt werden. Gehen Sie zurück und melden Sie sich neu an.',
  },
  en: {
    citizens: 'Sign in with the test citizen account',
    staff: 'Sign in with the test staff account',
    notice: 'This is a simulation for demonstration and tests. All people are invented, there are no passwords.',
    choose: 'Choose a test person',
    other: 'Another person',
    givenName: 'Given names',
    familyName: 'Family name',
    birthdate: 'Date of birth (year-month-day, for example 1990-12-31)',
    email: 'E-mail address',
    street: 'Street and number',
    postcode: 'Postcode',
    town: 'Town',
    trust: 'Level of assurance',
    levels: { basic: 'low', substantial: 'substantial', high: 'high' },
    signIn: 'Sign in',
    cancel: 'Cancel',
    error: 'Error: ',
    problems: {
      name: 'Enter given names and family name.',
      birthdate: 'Enter the date of birth in the form 1990-12-31.',
    },
    signOut: 'Sign out?',
    signOutText: 'You are still signed in at the test account.',
    signOutYes: 'Sign out',
    signOutNo: 'Stay signed in',
    signedOut: 'You are signed out',
    signedOutText: 'You can close this window.',
    failed: 'Error while signing in',
    failedText: 'The sign-in could not be continued. Go back and sign in again.',
  },
} satisfies Record<Language, unknown>;

export interface SignInView {
  realm: Realm;
  lang: Language;
  /** Where the forms are posted to. */
  action: string;
  /** What was typed before, and what was wrong with it. */
  typed?: URLSearchParams;
  problem?: Extract<PersonForm, { ok: false }>['problem'];
}

export function signInPage(view: SignInView): string {
  const t = texts[view.lang];
  const title = (view.problem === undefined ? '' : t.error) + t[view.realm];
  return page(
    view.lang,
    title,
    html`<p class="notice">${t.notice}</p>
      <h2 id="choose">${t.choose}</h2>
      <ul class="people" aria-labelledby="choose">
        ${peopleOf(view.realm).map((person) => personButton(view, person))}
      </ul>
      <h2>${t.other}</h2>
      ${view.problem === undefined ? html`` : html`<p class="notice" role="alert" id="problem">${t.problems[view.problem]}</p>`}
      <form method="post" action="${view.action}" novalidate>
        ${ownFields(view)}
        <p><button name="do" value="other">${t.signIn}</button></p>
      </form>
      <form method="post" action="${view.action}">
        <p><button name="do" value="cancel">${t.cancel}</button></p>
      </form>`,
  );
}

function personButton(view: SignInView, person: TestPerson): Html {
  const trust = person.trustLevel === undefined ? '' : `, ${texts[view.lang].levels[person.trustLevel]}`;
  return html`<li>
    <form method="post" action="${view.action}">
      <input type="hidden" name="do" value="person" />
      <button name="person" value="${person.id}">
        ${person.givenName} ${person.familyName} (${person.town ?? ''}${trust})
      </button>
    </form>
  </li>`;
}

function ownFields(view: SignInView): Html {
  const t = texts[view.lang];
  const typed = (name: string): string => view.typed?.get(name) ?? '';
  const input = (name: string, label: string, complete: string, bad = false): Html =>
    html`<label for="${name}">${label}</label>
      <input
        id="${name}"
        name="${name}"
        value="${typed(name)}"
        autocomplete="${complete}"
        ${bad ? html`aria-invalid="true" aria-describedby="problem"` : ''}
      />`;
  const names = html`${input('given_name', t.givenName, 'given-name', view.problem === 'name')}
  ${input('family_name', t.familyName, 'family-name', view.problem === 'name')}`;
  if (view.realm === 'staff') return html`${names}${input('email', t.email, 'email')}`;
  const levels = (['basic', 'substantial', 'high'] as const).map(
    (level) =>
      html`<option value="${level}" ${typed('trust_level') === level ? 'selected' : ''}>${t.levels[level]}</option>`,
  );
  return html`${names} ${input('birthdate', t.birthdate, 'bday', view.problem === 'birthdate')}
    ${input('email', t.email, 'email')} ${input('street', t.street, 'street-address')}
    ${input('postcode', t.postcode, 'postal-code')} ${input('town', t.town, 'address-level2')}
    <label for="trust_level">${t.trust}</label>
    <select id="trust_level" name="trust_level">
      ${levels}
    </select>`;
}

/** `form` is the provider's own form with its proof against forgery; the buttons refer to it by id. */
export function signOutPage(lang: Language, form: Html): string {
  const t = texts[lang];
  return page(
    lang,
    t.signOut,
    html`<p>${t.signOutText}</p>
      ${form}
      <p>
        <button type="submit" form="op.logoutForm" name="logout" value="yes">${t.signOutYes}</button>
        <button type="submit" form="op.logoutForm">${t.signOutNo}</button>
      </p>`,
  );
}

export function signedOutPage(lang: Language): string {
  return page(lang, texts[lang].signedOut, html`<p>${texts[lang].signedOutText}</p>`);
}

/** `code` is the OAuth error code, for whoever mends the configuration. */
export function failedPage(lang: Language, code: string): string {
  return page(
    lang,
    texts[lang].failed,
    html`<p>${texts[lang].failedText}</p>
      <p><code>${code}</code></p>`,
  );
}
