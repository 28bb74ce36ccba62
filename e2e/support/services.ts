import { type Step } from './form.ts';

export const dogTax = {
  slug: 'hundesteuer-anmelden',
  name: 'Hund zur Hundesteuer anmelden',
  owner: [
    { text: 'Vornamen', value: 'Erika' },
    { text: 'Familienname', value: 'Mustermann' },
    { date: 'Geburtsdatum', value: '12.8.1964' },
    { text: 'Straße', value: 'Musterstraße' },
    { text: 'Hausnummer', value: '1' },
    { text: 'Postleitzahl', value: '46509' },
    { text: 'Ort', value: 'Xanten' },
    { text: 'E-Mail-Adresse', value: 'erika@example.org' },
  ],
  stayed: [{ choice: 'Sind Sie in den letzten drei Monaten aus einer anderen Gemeinde zugezogen?', option: 'Nein' }],
  moved: [{ choice: 'Sind Sie in den letzten drei Monaten aus einer anderen Gemeinde zugezogen?', option: 'Ja' }],
  movedFrom: [
    { text: 'Name der früheren Gemeinde', value: 'Kalkar' },
    { date: 'Tag des Zuzugs', value: '1.10.2026' },
    { choice: 'War der Hund dort zur Steuer angemeldet?', option: 'Ja' },
  ],
  firstDog: [
    { in: 'Hund 1', text: 'Rufname', value: 'Bello' },
    { in: 'Hund 1', select: 'Rasse', option: 'Dackel' },
    { in: 'Hund 1', choice: 'Geschlecht', option: 'männlich' },
    { in: 'Hund 1', date: 'Geburtsdatum des Hundes', value: '3.5.2024' },
    { in: 'Hund 1', text: 'Chipnummer', value: '276000000000001' },
    { in: 'Hund 1', date: 'Aufgenommen am', value: '1.9.2026' },
  ],
  secondDog: [
    { in: 'Hund 2', text: 'Rufname', value: 'Luna' },
    { in: 'Hund 2', select: 'Rasse', option: 'Sonstige' },
    { in: 'Hund 2', choice: 'Geschlecht', option: 'weiblich' },
    { in: 'Hund 2', date: 'Geburtsdatum des Hundes', value: '15.2.2025' },
    { in: 'Hund 2', text: 'Chipnummer', value: '276000000000002' },
    { in: 'Hund 2', date: 'Aufgenommen am', value: '2.9.2026' },
  ],
  secondBreed: [{ in: 'Hund 2', text: 'Bezeichnung der Rasse', value: 'Altdeutscher Hütehund' }],
  noExemption: [{ choice: 'Beantragen Sie eine Befreiung für einen Assistenz- oder Blindenführhund?', option: 'Nein' }],
} as const satisfies Record<string, string | readonly Step[]>;

export const parking = {
  slug: 'bewohnerparkausweis',
  name: 'Bewohnerparkausweis beantragen',
  person: dogTax.owner,
  zone: [
    { select: 'Parkgebiet', option: 'Gebiet B – Bahnhofsviertel' },
    { date: 'Gültig ab', value: '1.1.2027' },
    { choice: 'Dauer', option: '12 Monate' },
  ],
  car: [
    { text: 'Amtliches Kennzeichen', value: 'WES-AB 123' },
    { choice: 'Ist das Fahrzeug auf Sie zugelassen?', option: 'Ja' },
  ],
} as const satisfies Record<string, string | readonly Step[]>;

export const trade = {
  slug: 'gewerbe-anmelden',
  name: 'Gewerbe anmelden',
  natural: [{ choice: 'Wer meldet das Gewerbe an?', option: 'Natürliche Person' }],
  legal: [{ choice: 'Wer meldet das Gewerbe an?', option: 'Juristische Person' }],
  trader: [
    { text: 'Vornamen', value: 'Ayşe' },
    { text: 'Familienname', value: 'Probeğlu' },
    { date: 'Geburtsdatum', value: '3.11.1995' },
    { text: 'Geburtsort', value: 'Moers' },
    { text: 'Straße', value: 'Probeplatz' },
    { text: 'Hausnummer', value: '3' },
    { text: 'Postleitzahl', value: '47441' },
    { text: 'Ort', value: 'Moers' },
    { text: 'Telefonnummer', value: '02841 000001' },
  ],
  company: [
    { text: 'Eingetragener Name mit Rechtsform', value: 'Probe Räder GmbH' },
    { text: 'Registergericht', value: 'Amtsgericht Kleve' },
    { text: 'Nummer des Registereintrags', value: 'HRB 12345' },
    { text: 'Stammkapital in Euro', value: '25.000,00' },
    { in: 'Gesetzliche Vertretung 1', text: 'Vornamen', value: 'Ayşe' },
    { in: 'Gesetzliche Vertretung 1', text: 'Familienname', value: 'Probeğlu' },
    { in: 'Gesetzliche Vertretung 1', date: 'Geburtsdatum', value: '3.11.1995' },
    { in: 'Gesetzliche Vertretung 1', choice: 'Funktion', option: 'Geschäftsführung' },
  ],
  ownAddress: [{ choice: 'Betriebsstätte', option: 'Eigene Geschäftsanschrift' }],
  travelling: [{ choice: 'Betriebsstätte', option: 'Ohne festen Standort: Ort der überwiegenden Tätigkeit' }],
  address: [
    { text: 'Straße', value: 'Werkstraße' },
    { text: 'Hausnummer', value: '12 a' },
    { text: 'Postleitzahl', value: '47441' },
    { text: 'Ort', value: 'Moers' },
  ],
  mainTown: [{ text: 'Ohne festen Standort: Ort der überwiegenden Tätigkeit', value: 'Moers' }],
  activity: [
    { text: 'Angemeldete Tätigkeit', value: 'Einzelhandel mit Fahrrädern und Zubehör' },
    { date: 'Beginn der Tätigkeit', value: '1.12.2026' },
    { choice: 'Wird das Gewerbe im Nebenerwerb ausgeübt?', option: 'Nein' },
  ],
  alone: [{ choice: 'Beschäftigen Sie Personal?', option: 'Nein' }],
  employer: [{ choice: 'Beschäftigen Sie Personal?', option: 'Ja' }],
  employees: [
    { text: 'In Vollzeit', value: '2' },
    { text: 'In Teilzeit', value: '1' },
  ],
  noLicence: [
    {
      choice: 'Brauchen Sie für Ihre Tätigkeit eine Erlaubnis oder eine Eintragung in die Handwerksrolle?',
      option: 'Nein',
    },
  ],
} as const satisfies Record<string, string | readonly Step[]>;
