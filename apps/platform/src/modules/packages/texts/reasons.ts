import { type AppError } from '#kernel/errors';
import { type Lang } from '#kernel/ids';
import { packagesErrorTexts } from '../errors.ts';

/** Why a file is refused; `path` names the place in it. */
const reasons: Readonly<Record<string, { de: string; en: string }>> = {
  'too-large': { de: 'Sie ist größer als erlaubt.', en: 'It is larger than allowed.' },
  'not-an-archive': { de: 'Sie ist kein Archiv eines Dienstpakets.', en: 'It is no archive of a service package.' },
  compressed: { de: 'Ein Teil ist gepackt; Dienstpakete sind es nie.', en: 'A part is compressed; packages never are.' },
  'file-name': { de: 'Sie enthält eine Datei, die nicht hineingehört.', en: 'It has a file that does not belong in it.' },
  duplicate: { de: 'Sie enthält eine Datei zweimal.', en: 'It has a file twice.' },
  'too-many-files': { de: 'Sie enthält zu viele Dateien.', en: 'It has too many files.' },
  damaged: { de: 'Sie ist beschädigt oder neu gepackt worden.', en: 'It is damaged or was repacked.' },
  'extra-file': { de: 'Sie enthält eine Datei, die ihr Verzeichnis nicht nennt.', en: 'It has a file that its index does not name.' },
  'missing-file': { de: 'Eine Datei fehlt.', en: 'A file is missing.' },
  sum: { de: 'Eine Datei wurde verändert.', en: 'A file was changed.' },
  json: { de: 'Eine Datei hat nicht die festgelegte Schreibweise (RFC 8785).', en: 'A file is not written in the canonical way (RFC 8785).' },
  depth: { de: 'Eine Datei ist zu tief verschachtelt.', en: 'A file nests too deeply.' },
  index: { de: 'Das Verzeichnis ist nicht gültig.', en: 'The index is not valid.' },
  'signature-file': { de: 'Die Datei mit der Unterschrift ist nicht gültig.', en: 'The file with the signature is not valid.' },
  manifest: { de: 'Die Dienstbeschreibung ist nicht gültig.', en: 'The description of the service is not valid.' },
  'manifest-digest': { de: 'Die Prüfsumme der Dienstbeschreibung stimmt nicht.', en: 'The digest of the description is not right.' },
  'package-id': { de: 'Kennung und Inhalt nennen verschiedene Dienste.', en: 'Identifier and content name different services.' },
  version: { de: 'Verzeichnis und Inhalt nennen verschiedene Versionen.', en: 'Index and content name different versions.' },
  'no-reuse-facts': { de: 'Die Angaben zur Nachnutzung fehlen.', en: 'The facts on reuse are missing.' },
  changes: { de: 'Das Änderungsverzeichnis beginnt nicht mit dieser Version.', en: 'The changelog does not begin with this version.' },
  markup: { de: 'Sie enthält Auszeichnungen oder Skripte.', en: 'It has markup or scripts in it.' },
  'code-list': { de: 'Eine Codeliste fehlt.', en: 'A code list is missing.' },
  'schema-digest': { de: 'Das Datenschema ist ein anderes als beschrieben.', en: 'The data schema is another than described.' },
  content: { de: 'Ihre Teile passen nicht zusammen.', en: 'Its parts do not fit together.' },
}; // prettier-ignore

/** What a person is told about a refused package. */
export function packageErrorText(error: AppError, lang: Lang): string | null {
  const texts: Readonly<Record<string, Record<Lang, { title: string; text: string }>>> = packagesErrorTexts;
  const words = texts[error.code]?.[lang];
  if (words === undefined) return null;
  const { reason, path, thumbprint, needed, newest } = error.params;
  const why = reason === undefined ? undefined : reasons[String(reason)]?.[lang];
  const facts = [path, thumbprint, needed, newest].filter((fact) => fact !== undefined && fact !== '');
  return [`${words.title}.`, why ?? words.text, facts.length === 0 ? '' : `(${facts.join(', ')})`]
    .filter((part) => part !== '')
    .join(' ');
}
