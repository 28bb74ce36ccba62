import { AppError, type ErrorTexts } from '#kernel/errors';

export const packagesErrorTexts = {
  'packages/package-not-found': {
    de: {
      title: 'Dieses Dienstpaket gibt es nicht',
      text: 'Prüfen Sie die Adresse. Alle Dienstpakete finden Sie auf dem Marktplatz.',
    },
    en: {
      title: 'This service package does not exist',
      text: 'Check the address. You find all service packages on the marketplace.',
    },
  },
  'packages/no-reuse-facts': {
    de: {
      title: 'Diese Version ist kein Dienstpaket',
      text: 'Ihr fehlen die Angaben zur Nachnutzung. Beginnen Sie eine neue Version, und füllen Sie dort die Formulare der Nachnutzung aus.',
    },
    en: {
      title: 'This version is not a service package',
      text: 'It lacks the facts on reuse. Begin a new version and fill in the forms on reuse there.',
    },
  },
  'packages/no-key': {
    de: {
      title: 'Es gibt noch keinen Signaturschlüssel',
      text: 'Erstellen Sie unter „Pakete“ zuerst den Schlüssel, mit dem Ihre Pakete unterschrieben werden.',
    },
    en: {
      title: 'There is no signing key yet',
      text: 'First create the key that signs your packages, under "Packages".',
    },
  },
  'packages/list-not-stored': {
    de: {
      title: 'Eine Codeliste fehlt im Bestand',
      text: 'Das Paket muss alle Codelisten seines Datenschemas enthalten. Nehmen Sie die fehlende Liste unter „Codelisten“ auf, in genau der Version, die das Schema nennt.',
    },
    en: {
      title: 'A code list is missing from the store',
      text: 'The package has to contain all code lists of its data schema. Add the missing list under "Code lists", in exactly the version that the schema names.',
    },
  },
  'packages/refused': {
    de: {
      title: 'Die Datei wird nicht angenommen',
      text: 'Sie ist kein gültiges Dienstpaket. Fordern Sie sie beim Anbieter neu an; packen Sie sie nicht selbst neu.',
    },
    en: {
      title: 'The file is refused',
      text: 'It is not a valid service package. Ask its provider for it again; do not repack it yourself.',
    },
  },
  'packages/signature-invalid': {
    de: {
      title: 'Die Unterschrift des Pakets ist ungültig',
      text: 'Das Paket wurde nach dem Unterschreiben verändert, oder jemand anderes hat es unterschrieben. Es wird nicht angenommen.',
    },
    en: {
      title: 'The signature of the package is invalid',
      text: 'The package was changed after it was signed, or somebody else has signed it. It is refused.',
    },
  },
  'packages/signer-unknown': {
    de: {
      title: 'Diesem Schlüssel wird hier noch nicht vertraut',
      text: 'Vergleichen Sie den Fingerabdruck des Schlüssels auf einem zweiten Weg mit dem Anbieter, und bestätigen Sie ihn dann.',
    },
    en: {
      title: 'This key is not trusted here yet',
      text: 'Compare the thumbprint of the key with the provider on another channel, and then confirm it.',
    },
  },
  'packages/signer-other': {
    de: {
      title: 'Das Paket ist mit einem fremden Schlüssel unterschrieben',
      text: 'Der Anbieter hat hier einen anderen Schlüssel, und dieser hat den neuen nicht bestätigt. Das Paket wird nicht angenommen. Fragen Sie den Anbieter.',
    },
    en: {
      title: 'The package is signed with a foreign key',
      text: 'The provider has another key here, and that key has not signed the new one. The package is refused. Ask the provider.',
    },
  },
  'packages/older-version': {
    de: {
      title: 'Es gibt hier schon eine neuere Version',
      text: 'Ein Paket, das älter ist als die neueste Version auf dem Marktplatz, wird nicht angenommen.',
    },
    en: {
      title: 'There is a newer version here already',
      text: 'A package that is older than the newest version on the marketplace is refused.',
    },
  },
  'packages/version-differs': {
    de: {
      title: 'Diese Version gibt es hier schon mit anderem Inhalt',
      text: 'Eine Version ändert sich nie. Der Anbieter muss eine neue Nummer vergeben.',
    },
    en: {
      title: 'This version is here already with other content',
      text: 'A version never changes. The provider has to give another number.',
    },
  },
  'packages/platform-too-old': {
    de: {
      title: 'Das Paket braucht eine neuere Plattform',
      text: 'Aktualisieren Sie zuerst diese Installation.',
    },
    en: { title: 'The package needs a newer platform', text: 'Update this installation first.' },
  },
  'packages/other-provider': {
    de: {
      title: 'Das Paket gehört einem anderen Anbieter',
      text: 'Im Anbieterbereich laden Sie nur eigene Pakete hoch. Fremde Pakete nimmt der Betrieb der Plattform auf.',
    },
    en: {
      title: 'The package belongs to another provider',
      text: 'In the provider workspace you upload your own packages only. Packages of others are taken in by the operator of the platform.',
    },
  },
  'packages/provider-name-taken': {
    de: {
      title: 'Der Name des Anbieters ist hier vergeben',
      text: 'Eine Kommune oder eine Seite dieser Installation hat diese Adresse. Ein Anbieter kann sie nicht bekommen.',
    },
    en: {
      title: 'The name of the provider is taken here',
      text: 'A municipality or a page of this installation has this address. A provider cannot get it.',
    },
  },
  'packages/statement-invalid': {
    de: {
      title: 'Die Angaben sind nicht vollständig',
      text: 'Prüfen Sie Tage und Texte. Die Zeichen < und > sind nicht erlaubt.',
    },
    en: {
      title: 'The facts are not complete',
      text: 'Check days and texts. The characters < and > are not allowed.',
    },
  },
  'packages/withdrawn': {
    de: {
      title: 'Diese Version ist zurückgezogen',
      text: 'Wer sie nutzt, nutzt sie weiter. Neu übernommen oder veröffentlicht wird sie nicht.',
    },
    en: {
      title: 'This version is withdrawn',
      text: 'Who uses it goes on using it. It is neither adopted nor published anew.',
    },
  },
} satisfies ErrorTexts;

/** Also for what belongs to somebody else. */
export const packageNotFound = (): AppError => new AppError('not-found', 'packages/package-not-found');
