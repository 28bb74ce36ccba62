import { type Lang } from '#kernel/ids';
import { type LegalPageKind, type Tenant } from '#modules/identity';
import { type LegalFacts } from '../types.ts';
import { landOfArs } from './laender.ts';

export type LegalSource = Pick<Tenant, 'name' | 'officialName' | 'contact' | 'ars' | 'kind'> & LegalFacts;

/** What a draft says where a fact is missing; a draft with one of these cannot be confirmed. */
const gapPattern = /\[(?:bitte ergänzen|please fill in): [^\]]+\]/g;

export function gapsOf(body: string): readonly string[] {
  return [...new Set(body.match(gapPattern) ?? [])];
}

const gap = (lang: Lang, what: string): string =>
  lang === 'de' ? `[bitte ergänzen: ${what}]` : `[please fill in: ${what}]`;

/** The draft of a mandatory page. A person reads and confirms it; it is never public by itself. */
export function generatedPage(kind: LegalPageKind, lang: Lang, source: LegalSource): string {
  return pages[kind][lang](factsOf(lang, source), source).trim();
}

interface Facts {
  body: string;
  address: string;
  street: string;
  place: string;
  email: string;
  phone: string;
  hours: string;
  representative: string;
  privacyContact: string;
}

function factsOf(lang: Lang, { officialName, name, contact, representative, privacyContact }: LegalSource): Facts {
  const or = (value: string, de: string, en: string): string => value.trim() || gap(lang, lang === 'de' ? de : en);
  const street = or(contact.street, 'Straße und Hausnummer', 'street and number');
  const place = or(`${contact.postcode} ${contact.city}`, 'Postleitzahl und Ort', 'postcode and town');
  return {
    body: officialName || name,
    street,
    place,
    address: `${street}, ${place}`,
    email: or(contact.email, 'E-Mail-Adresse', 'mail address'),
    phone: contact.phone.trim(),
    hours: contact.openingHours.trim(),
    representative: or(representative, 'Name und Amt der Vertretung', 'name and office of the representative'),
    privacyContact: or(
      privacyContact,
      'E-Mail der oder des Datenschutzbeauftragten',
      'mail of the data protection officer',
    ),
  };
}

type Generator = (facts: Facts, source: LegalSource) => string;

const pages: Record<LegalPageKind, Record<Lang, Generator>> = {
  // § 5 DDG: name, address, legal form and representative, quick electronic contact.
  impressum: {
    de: (f, { kind }) => `
# Angaben nach § 5 DDG

${f.body}

${f.street}

${f.place}

# Kontakt

${f.phone === '' ? '' : `Telefon: ${f.phone}\n\n`}E-Mail: ${f.email}
${f.hours === '' ? '' : `\nÖffnungszeiten: ${f.hours}\n`}
# Rechtsform und Vertretung

${kind === 'state' ? 'Behörde des Landes' : 'Gebietskörperschaft, Körperschaft des öffentlichen Rechts'}. Vertreten durch: ${f.representative}.
`,
    en: (f, { kind }) => `
# Information under § 5 DDG

${f.body}

${f.street}

${f.place}

# Contact

${f.phone === '' ? '' : `Phone: ${f.phone}\n\n`}Mail: ${f.email}
${f.hours === '' ? '' : `\nOpening hours: ${f.hours}\n`}
# Legal form and representative

${kind === 'state' ? 'Authority of the Land' : 'Territorial authority, body under public law'}. Represented by: ${f.representative}.
`,
  },
  // Art. 13 GDPR, in the order of its paragraphs; § 8a OZG names who is responsible for what.
  datenschutz: {
    de: (f, source) => `
# Wer ist verantwortlich?

${f.body}, ${f.address}, ${f.email}

Datenschutzbeauftragte oder Datenschutzbeauftragter: ${f.privacyContact}

# Wozu und auf welcher Grundlage?

Wir verarbeiten Ihre Angaben, um Ihren Antrag anzunehmen, zu bearbeiten und zu beantworten (Art. 6 Abs. 1 Buchst. c und e DSGVO, § 8a OZG). Die Fachgesetze nennt die Seite des einzelnen Dienstes.

# Welche Daten?

- Angaben aus Ihrer Anmeldung: Name, Geburtsdatum, Anschrift und E-Mail-Adresse
- Angaben und Dateien, die Sie in einem Antrag machen
- Nachrichten in Ihrem Postfach

# Wer bekommt sie?

Die zuständige Stelle unserer Verwaltung. Die Plattform verarbeitet die Daten in unserem Auftrag (Art. 28 DSGVO) und verschlüsselt Ihren Antrag, bevor er auf den Weg geht. Der Zustelldienst dazwischen kann ihn nicht lesen. Eine Übermittlung in Drittländer findet nicht statt.

# Wie lange?

Entwürfe werden 30 Tage nach der letzten Änderung gelöscht, abgeschickte Entwürfe spätestens 24 Stunden nach der Annahme. Ihre Kopie bleibt, bis Sie sie oder Ihr Konto löschen. Für die Akte gelten die Fristen des Fachgesetzes.

# Müssen Sie Angaben machen?

Pflichtfelder brauchen wir, um über Ihren Antrag zu entscheiden. Ohne sie können Sie ihn nicht online stellen. Sie können sich auch schriftlich oder persönlich an uns wenden. Eine automatisierte Entscheidung findet nicht statt.

# Ihre Rechte

Sie haben das Recht auf Auskunft, Berichtigung, Löschung, Einschränkung und Widerspruch (Art. 15 bis 18 und 21 DSGVO). Sie können sich beschweren bei: ${landOfArs(source.ars ?? '').dataProtection}.
`,
    en: (f, source) => `
# Who is responsible?

${f.body}, ${f.address}, ${f.email}

Data protection officer: ${f.privacyContact}

# What for, and on which basis?

We process what you tell us to receive, handle and answer your application (Art. 6(1)(c) and (e) GDPR, § 8a OZG). The page of each service names the special laws.

# Which data?

- From your sign-in: name, date of birth, address and mail address
- What you enter and upload in an application
- Messages in your mailbox

# Who receives them?

The office in charge. The platform processes the data on our behalf (Art. 28 GDPR) and encrypts your application before it leaves. The delivery service in between cannot read it. Nothing goes to third countries.

# For how long?

Drafts are deleted 30 days after the last change, sent ones at most 24 hours after acceptance. Your copy stays until you delete it or your account. Files are kept as the special law says.

# Must you answer?

We need mandatory fields to decide on your application. Without them you cannot apply online. You may also write to us or come in person. No decision is made automatically.

# Your rights

You have the right of access, rectification, erasure, restriction and objection (Art. 15 to 18 and 21 GDPR). You can complain to: ${landOfArs(source.ars ?? '').dataProtection}.
`,
  },
  // § 12b BGG, § 7 BITV 2.0 and for NRW § 10b BGG NRW with the BITVNRW: state, content that fails, feedback, enforcement.
  barrierefreiheit: {
    de: (f, source) => `
${f.body} bemüht sich, dieses Serviceportal barrierefrei zugänglich zu machen. Grundlage: ${landOfArs(source.ars ?? '').accessibilityLaw}, in Umsetzung der Richtlinie (EU) 2016/2102.

# Stand der Vereinbarkeit

Dieses Serviceportal ist mit der EN 301 549 teilweise vereinbar. Die Seiten werden bei jeder Änderung der Plattform automatisch geprüft. Eine Prüfung durch Menschen mit Behinderungen steht noch aus.

# Nicht barrierefreie Inhalte

- Dateien, die Bürgerinnen und Bürger oder wir hochladen, können Barrieren enthalten.
- Eine Übersetzung in die Deutsche Gebärdensprache fehlt noch.

# Barriere melden

Nutzen Sie das Formular auf dieser Seite, oder schreiben Sie an ${f.email}. Wir antworten so schnell wie möglich.

# Durchsetzungsverfahren

Wenn wir nicht oder nicht ausreichend antworten, hilft Ihnen kostenlos: ${landOfArs(source.ars ?? '').enforcement}.
`,
    en: (f, source) => `
${f.body} strives to make this service portal accessible. Basis: ${landOfArs(source.ars ?? '').accessibilityLaw}, implementing Directive (EU) 2016/2102.

# State of compliance

This service portal complies with EN 301 549 in part. Its pages are checked automatically with every change of the platform. A test by people with disabilities is still to come.

# Content that is not accessible

- Files that citizens or we upload may contain barriers.
- A translation into German Sign Language is still missing.

# Report a barrier

Use the form on this page, or write to ${f.email}. We answer as soon as we can.

# Enforcement

If we do not answer, or not well enough, you get help free of charge from: ${landOfArs(source.ars ?? '').enforcement}.
`,
  },
  'leichte-sprache': {
    de: (f) => `
# Was ist diese Seite?

Hier können Sie Anträge stellen.

Ein Antrag ist eine Bitte an das Amt.

Die Seite gehört zu: ${f.body}.

# Wie geht das?

- Sie suchen den Antrag.
- Sie melden sich an.
- Sie beantworten die Fragen.
- Sie lesen alles noch einmal.
- Sie drücken auf: Antrag senden.

# Was passiert dann?

Das Amt bekommt Ihren Antrag.

Das Amt schreibt Ihnen eine Antwort.

Die Antwort ist in Ihrem Postfach auf dieser Internet-Seite.

# Sie finden ein Hindernis?

Sie können uns das sagen.

Schreiben Sie an: ${f.email}

# Sie brauchen Hilfe?

${f.phone === '' ? `Schreiben Sie an: ${f.email}` : `Rufen Sie an: ${f.phone}`}
`,
    en: (f) => `
# What is this page?

Here you can make applications.

An application asks the office for something.

The page belongs to: ${f.body}.

# How does it work?

- You look for the application.
- You sign in.
- You answer the questions.
- You read everything again.
- You press: Send application.

# What happens then?

The office gets your application.

The office writes an answer.

The answer is in your mailbox on this website.

# Do you need help?

${f.phone === '' ? `Write to: ${f.email}` : `Call: ${f.phone}`}
`,
  },
};
