import { type ServiceManifest } from '#modules/catalogue';
import { type Blueprint, type DocumentId, type Variant } from './blueprint.ts';
import { type StepView } from './evaluate.ts';
import { type SupportContact } from './facts.ts';
import { type TownFacts } from './parameters.ts';

/** Everything that a document names. */
export interface DocumentInput {
  blueprint: Blueprint;
  variant: Variant;
  manifest: ServiceManifest;
  town: TownFacts;
  steps: readonly StepView[];
  participants: readonly { role: string; name: string; contact: string }[];
  support: SupportContact | null;
  providerName: string;
  /** Sentence about the price for this town; null: no price sheet. */
  price: string | null;
  /** German date. */
  today: string;
}

const blank = '____________________';

/**
 * Structured text of ui's StructuredText. In German only: these papers go to German authorities, and a second language
 * beside the one that is signed makes doubt.
 */
export function documentText(id: DocumentId, input: DocumentInput): string {
  switch (id) {
    case 'interest':
      return interest(input);
    case 'call-off':
      return callOff(input);
    case 'role-sheet':
      return roleSheet(input);
    case 'processing-agreement':
      return processingAgreement(input);
  }
}

const outputOf = (input: DocumentInput, step: string): string =>
  input.steps.find(({ id }) => id === step)?.outputs ?? '';

const nameOf = ({ participants }: DocumentInput, role: string): string =>
  participants.find((one) => one.role === role)?.name ?? blank;

function townBlock({ town }: DocumentInput): string {
  const address = [town.street, `${town.postcode} ${town.city}`.trim()].filter((part) => part !== '').join(', ');
  return lines([
    ['Behörde', town.officialName],
    ['Anschrift', address],
    ['Regionalschlüssel', town.ars],
    ['Amtlicher Gemeindeschlüssel', `${town.ars.slice(0, 5)}${town.ars.slice(9)}`],
    ['E-Mail', town.email],
    ['Telefon', town.phone],
  ]);
}

function serviceBlock({ manifest, providerName }: DocumentInput): string {
  const { service, version, reuse } = manifest;
  return lines([
    ['Dienst', service.name.de],
    ['Leistungsschlüssel', service.leistungsschluessel ?? 'keiner im Leistungskatalog'],
    ['Version', version],
    ['Anbieter', providerName],
    ['Verantwortliche Stelle', reuse?.factSheet.responsibleBody ?? ''],
    ['Betreiber', reuse?.factSheet.operator ?? ''],
  ]);
}

const lines = (rows: readonly (readonly [string, string])[]): string =>
  rows
    .filter(([, value]) => value !== '')
    .map(([key, value]) => `- ${key}: ${value}`)
    .join('\n');

const signature = (who: string): string => `${blank}\n\nOrt, Datum, Unterschrift (${who})`;

function interest(input: DocumentInput): string {
  const { variant, town } = input;
  const said = outputOf(input, 'N03');
  return [
    '# Interessenbekundung',
    'Die Behörde bekundet ihr Interesse an der Nachnutzung des folgenden Dienstes. Die Erklärung ist unverbindlich; aus ihr folgen keine Kosten und keine Pflicht zum Abruf.',
    '## Behörde',
    townBlock(input),
    '## Dienst',
    serviceBlock(input),
    '## Weg, Ansprechstelle und Wunschtermin',
    lines([
      ['Weg', variant.name.de],
      ['Ansprechstelle und Wunschtermin', said === '' ? `${town.officialName}, ${town.email}` : said],
    ]),
    `Stand: ${input.today}`,
  ].join('\n\n');
}

function callOff(input: DocumentInput): string {
  const { variant, price, town } = input;
  const isFramed = !variant.notApplicable.includes('N08');
  return [
    '# Einzelabruf',
    isFramed
      ? `Die Behörde ruft den folgenden Dienst auf Grundlage der Rahmenvereinbarung ${evidenceOf(input, 'N08')} ab.`
      : 'Die Behörde bestellt den folgenden Dienst über den Vermittler, der mit dem Anbieter einen gespiegelten Vertrag schließt.',
    '## Parteien',
    lines([
      ['Abrufende Behörde', town.officialName],
      [isFramed ? 'Kommunalvertreter' : 'Vermittler', nameOf(input, isFramed ? 'KV' : 'VM')],
      ['Anbieter', input.providerName],
    ]),
    '## Gegenstand',
    serviceBlock(input),
    '## Preis',
    price ?? 'Nach Angebot des Anbieters; dem Paket liegt kein Preisblatt bei.',
    'Preise sind Angaben des Anbieters in seinem Preisblatt. Verbindlich ist der unterschriebene Abruf.',
    '## Unterschriften',
    signature('Behörde, die die Daten verarbeitet'),
    signature(isFramed ? 'Kommunalvertreter' : 'Vermittler'),
    `Stand: ${input.today}`,
  ].join('\n\n');
}

function evidenceOf({ steps }: DocumentInput, step: string): string {
  const values = steps.find(({ id }) => id === step)?.evidence?.values;
  return values === undefined ? blank : `${values['reference'] ?? ''} vom ${values['signedOn'] ?? ''}`;
}

function roleSheet(input: DocumentInput): string {
  const { blueprint, participants, town, support } = input;
  const sections = blueprint.roles.flatMap((role) => {
    const steps = input.steps.filter((step) => step.role === role.id && step.state !== 'not-applicable');
    if (steps.length === 0) return [];
    const named = participants.filter((one) => one.role === role.id);
    const who =
      role.action === null || named.length > 0
        ? named.map(({ name, contact }) => [name, contact].filter((part) => part !== '').join(', '))
        : [town.officialName];
    const owners = [...new Set(steps.map(({ owner }) => owner).filter((owner) => owner !== ''))];
    const names = new Map(blueprint.steps.map((step) => [step.id, step.name.de]));
    return [
      `## ${role.name.de} (${role.id})`,
      lines([
        ['Aufgabe', role.duty.de],
        ['Stelle', who.length === 0 ? blank : who.join('; ')],
        ['Namentlich', owners.join(', ')],
        ['Schritte', steps.map(({ id }) => `${id} ${names.get(id) ?? ''}`).join('; ')],
      ]),
    ];
  });
  return [
    '# Rollenblatt',
    serviceBlock(input),
    ...sections,
    '## Ansprechstelle für Fragen zum Dienst',
    support === null ? blank : [support.name, support.email, support.phone].filter((part) => part !== '').join(', '),
    `Stand: ${input.today}`,
  ].join('\n\n');
}

function processingAgreement(input: DocumentInput): string {
  const { manifest, town } = input;
  const { dataProtection, reuse } = manifest;
  const assessment = reuse?.assessment ?? null;
  const processor = nameOf(input, 'ITD');
  return [
    '# Vertrag zur Auftragsverarbeitung (Art. 28 Abs. 3 DSGVO)',
    'Muster, vor Verwendung rechtlich prüfen.',
    'Der Entwurf betrifft die Verarbeitung für das Fachverfahren der Behörde. Für den länderübergreifenden Online-Dienst selbst ist allein die Stelle verantwortlich, die ihn betreibt (§ 8a OZG); dafür wird kein Vertrag zur Auftragsverarbeitung mit der Behörde geschlossen.',
    '## Parteien',
    lines([
      ['Verantwortlicher', town.officialName],
      ['Auftragsverarbeiter', processor],
    ]),
    '## 1 Gegenstand und Dauer',
    `Empfang, Entschlüsselung, Speicherung und Bereitstellung der Anträge „${manifest.service.name.de}“. Die Dauer folgt der Nachnutzung; sie endet mit deren Beendigung.`,
    '## 2 Art und Zweck',
    dataProtection.purpose.de,
    `Rechtsgrundlage: ${dataProtection.legalBasis.de}`,
    '## 3 Art der Daten und betroffene Personen',
    `Die Datenfelder nennt das Datenschema ${manifest.schema.id} in Version ${manifest.schema.version}; die Liste der Datenfelder mit Zwecken steht beim Datenschutz.`,
    assessment === null ? `Betroffene Personen: ${blank}` : `Betroffene Personen: ${assessment.dataSubjects.de}`,
    assessment === null ? `Empfänger: ${blank}` : `Empfänger: ${assessment.recipients.de}`,
    ...duties,
    '## 9 Löschung und Rückgabe (Art. 28 Abs. 3 Buchst. g)',
    `Nach dem Ende gibt der Auftragsverarbeiter alle Daten zurück oder löscht sie nach Wahl des Verantwortlichen. Aufbewahrung: ${dataProtection.retention.de}${assessment === null ? '' : ` ${assessment.deletion.de}`}`,
    '## 10 Nachweise und Prüfungen (Art. 28 Abs. 3 Buchst. h)',
    'Der Auftragsverarbeiter stellt alle Nachweise bereit und ermöglicht Prüfungen, auch vor Ort, durch den Verantwortlichen oder von ihm Beauftragte. Hält er eine Weisung für rechtswidrig, sagt er es unverzüglich.',
    '## Unterschriften',
    signature('Verantwortlicher'),
    signature('Auftragsverarbeiter'),
    `Stand: ${input.today}. Muster, vor Verwendung rechtlich prüfen.`,
  ].join('\n\n');
}

const duties: readonly string[] = [
  '## 4 Weisungen (Art. 28 Abs. 3 Buchst. a)',
  'Der Auftragsverarbeiter verarbeitet die Daten nur auf dokumentierte Weisung, auch bei Übermittlungen in Drittländer. Weisungsberechtigt sind: ____________________',
  '## 5 Vertraulichkeit (Buchst. b)',
  'Alle Personen mit Zugang sind zur Vertraulichkeit verpflichtet.',
  '## 6 Technische und organisatorische Maßnahmen (Buchst. c, Art. 32)',
  'Die Maßnahmen stehen in der Anlage. Mindestens: Verschlüsselung während der Übermittlung bis zum Zustellpunkt, Verschlüsselung gespeicherter Inhalte, Trennung der Mandanten, Protokoll der Zugriffe.',
  '## 7 Weitere Auftragsverarbeiter (Buchst. d, Abs. 2 und 4)',
  'Weitere Auftragsverarbeiter nur mit vorheriger schriftlicher Genehmigung. Bei Abschluss genehmigt: ____________________',
  '## 8 Unterstützung (Buchst. e und f)',
  'Der Auftragsverarbeiter unterstützt bei Anträgen betroffener Personen und bei den Pflichten nach Art. 32 bis 36 DSGVO. Verletzungen meldet er unverzüglich, sodass der Verantwortliche die Frist von 72 Stunden (Art. 33) einhalten kann.',
];
