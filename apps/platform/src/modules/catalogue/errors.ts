import { type ErrorTexts } from '#kernel/errors';

export const catalogueErrorTexts = {
  'catalogue/legal-pages-missing': {
    de: {
      title: 'Pflichtseiten fehlen',
      text: 'Das Angebot kann erst online gehen, wenn Impressum, Datenschutz, Barrierefreiheit und Leichte Sprache ausgefüllt sind. Füllen Sie die fehlenden Seiten unter „Verwaltung“ aus.',
    },
    en: {
      title: 'Mandatory pages are missing',
      text: 'The offering can go online once imprint, privacy, accessibility and easy language are filled in. Fill in the missing pages under "Administration".',
    },
  },
  'catalogue/schema-unreadable': {
    de: {
      title: 'Das Datenschema ist nicht lesbar',
      text: 'Die Datei ist kein lesbares Schema nach XDatenfelder 2.0 oder 3.0 oder keine Codeliste. Prüfen Sie sie mit „verbund fim check“.',
    },
    en: {
      title: 'The data schema cannot be read',
      text: 'The file is not a readable schema of XDatenfelder 2.0 or 3.0, or not a code list. Check it with "verbund fim check".',
    },
  },
  'catalogue/schema-not-found': {
    de: {
      title: 'Dieses Datenschema gibt es nicht',
      text: 'Das Schema ist hier nicht importiert. Importieren Sie es zuerst.',
    },
    en: { title: 'This data schema does not exist', text: 'The schema is not imported here. Import it first.' },
  },
  'catalogue/code-list-unreadable': {
    de: {
      title: 'Die Codeliste ist nicht lesbar',
      text: 'Die Datei ist keine Codeliste im Format genericode mit Kennung und Version. Laden Sie die Liste aus dem XRepository als genericode-Datei herunter.',
    },
    en: {
      title: 'The code list cannot be read',
      text: 'The file is not a genericode code list with identifier and version. Download the list from XRepository as a genericode file.',
    },
  },
  'catalogue/code-list-changed': {
    de: {
      title: 'Diese Version der Codeliste gibt es schon anders',
      text: 'Die Codeliste liegt unter derselben Version mit anderem Inhalt vor. Eine Version ändert sich nie, weil Antworten sich auf sie beziehen; neue Inhalte brauchen eine neue Versionsnummer.',
    },
    en: {
      title: 'This version of the code list is there with other content',
      text: 'The code list is there under the same version with other content. A version never changes, because answers refer to it; new content needs a new version number.',
    },
  },
  'catalogue/replacement-misfit': {
    de: {
      title: 'Die Ersetzung der Codeliste passt nicht',
      text: 'Eine Ersetzung gilt für eine Codeliste mit Versionsangabe, die fehlt, nennt eine vorhandene Version derselben Liste und braucht Namen und Begründung.',
    },
    en: {
      title: 'The replacement of the code list does not fit',
      text: 'A replacement is for a list with a version that is missing; it names a version of the same list that is there, and needs a name and a reason.',
    },
  },
  'catalogue/manifest-invalid': {
    de: {
      title: 'Die Dienstbeschreibung ist ungültig',
      text: 'Ein oder mehrere Einträge fehlen oder haben die falsche Form. Berichtigen Sie die genannten Einträge.',
    },
    en: {
      title: 'The manifest is invalid',
      text: 'One or more entries are missing or have the wrong form. Correct the entries that are named.',
    },
  },
  'catalogue/manifest-misfit': {
    de: {
      title: 'Die Dienstbeschreibung passt nicht zusammen',
      text: 'Ein Eintrag passt nicht zum Datenschema oder zum Anbieter. Importieren Sie zuerst das Schema und prüfen Sie den genannten Eintrag.',
    },
    en: {
      title: 'The manifest does not fit together',
      text: 'An entry does not fit the data schema or the provider. Import the schema first and check the entry that is named.',
    },
  },
  'catalogue/code-lists-missing': {
    de: {
      title: 'Codelisten fehlen',
      text: 'Der Dienst kann nicht veröffentlicht werden: Eine Codeliste fehlt oder ist als TEST gekennzeichnet. Laden Sie die genannte Codeliste hoch oder entscheiden Sie beim Import, welche andere Version sie ersetzt.',
    },
    en: {
      title: 'Code lists are missing',
      text: 'The service cannot be published: a code list is missing or marked TEST. Upload the list that is named, or decide at the import which other version stands in for it.',
    },
  },
  'catalogue/rules-open': {
    de: {
      title: 'Regeln sind noch zu prüfen',
      text: 'Der Dienst kann erst veröffentlicht werden, wenn über jede nicht erkannte Regel entschieden ist oder jemand die offenen Regeln namentlich und mit Begründung hinnimmt.',
    },
    en: {
      title: 'Rules are still to be reviewed',
      text: 'The service can be published once every rule that was not recognised is decided on, or somebody accepts the open ones by name and with a reason.',
    },
  },
  'catalogue/version-exists': {
    de: {
      title: 'Diese Version gibt es schon',
      text: 'Unter dieser Nummer ist ein anderer Inhalt veröffentlicht. Veröffentlichte Versionen ändern sich nie; vergeben Sie eine neue Nummer.',
    },
    en: {
      title: 'This version exists already',
      text: 'Another content is published under this number. Published versions never change; use a new number.',
    },
  },
  'catalogue/version-not-found': {
    de: { title: 'Diese Version gibt es nicht', text: 'Die Dienstversion ist hier nicht veröffentlicht.' },
    en: { title: 'This version does not exist', text: 'The service version is not published here.' },
  },
  'catalogue/offering-not-found': {
    de: {
      title: 'Dieser Onlinedienst ist nicht verfügbar',
      text: 'Den Dienst gibt es nicht oder er ist zurzeit nicht online. Suchen Sie die Leistung auf der Startseite.',
    },
    en: {
      title: 'This online service is not available',
      text: 'The service does not exist or is not online at present. Search for it on the start page.',
    },
  },
  'catalogue/slug-reserved': {
    de: {
      title: 'Diese Adresse ist nicht frei',
      text: 'Die Adresse darf nur Kleinbuchstaben, Ziffern und Bindestriche enthalten und kein Wort sein, das die Plattform selbst benutzt. Wählen Sie eine andere.',
    },
    en: {
      title: 'This address is not free',
      text: 'The address may contain lower-case letters, digits and hyphens only, and must not be a word that the platform uses itself. Choose another one.',
    },
  },
  'catalogue/destination-missing': {
    de: { title: 'Der Zustellpunkt fehlt', text: 'Richten Sie zuerst einen Zustellpunkt ein und wählen Sie ihn aus.' },
    en: { title: 'The destination is missing', text: 'Set up a destination first and choose it.' },
  },
  'catalogue/area-not-yours': {
    de: {
      title: 'Dieses Gebiet gehört nicht zu Ihrer Behörde',
      text: 'Ein Angebot gilt für das eigene Gebiet oder einen Teil davon. Prüfen Sie den Regionalschlüssel.',
    },
    en: {
      title: 'This area is not part of your authority',
      text: 'An offering is valid for your own area or a part of it. Check the regional key.',
    },
  },
  'catalogue/feedback-not-found': {
    de: { title: 'Nicht gefunden', text: 'Diese Rückmeldung gibt es nicht oder sie wurde schon gelöscht.' },
    en: { title: 'Not found', text: 'This report does not exist or was deleted already.' },
  },
} satisfies ErrorTexts;
