/**
 * Texts of the code list `urn:xoev-de:fim-datenfelder:codeliste:xdfm`, version 1.8, by number, and what they say in
 * English.
 */
export const publishedTexts: Readonly<Record<number, readonly [string, string]>> = {
  1002: ['Der Name eines Elements ist nicht gesetzt.', 'The name of an element is not set.'],
  1003: [
    'In einem Datenschema sollte ein Baukastenelement i. d. R. nicht mehrfach in unterschiedlichen Versionen enthalten sein.',
    'A schema should not contain one element in several versions.',
  ],
  1005: [
    'Die Kennung einer Codeliste ist nicht als URN formuliert, z. B. urn:de:fim:codeliste:dokumenttyp.',
    'The identifier of a code list is no URN.',
  ],
  1006: [
    "Der Bezug zur Handlungsgrundlage darf bei Elementen mit der Strukturelementart 'rechtsnormgebunden' nicht leer sein.",
    'An element bound to a legal norm must name that norm.',
  ],
  1007: ['Es ist kein Dokumentsteckbrief zugeordnet.', 'No document profile is assigned.'],
  1010: ["Die 'Bezeichnung Ausgabe' muss befüllt werden.", 'The output label must be filled.'],
  1012: [
    "Bei Datenfeldern mit der Feldart 'Auswahlfeld' oder 'Statisches, read-only Feld' dürfen weder die minimale noch die maximale Feldlänge angegeben werden.",
    'A selection or static text must not have length limits.',
  ],
  1013: [
    "Innerhalb von Datenschemata und Datenfeldgruppen dürfen nur Elemente mit der Strukturelementart 'harmonisiert' oder 'rechtsnormgebunden' verwendet werden.",
    'Schemas and groups must not contain abstract elements.',
  ],
  1014: ["Datenfelder dürfen nicht die Strukturelementart 'abstrakt' haben.", 'Fields must not be abstract.'],
  1017: [
    "Ist eine Code- oder Werteliste zugeordnet, muss die Feldart 'Auswahl' sein.",
    'A field with a list must be a selection.',
  ],
  1019: [
    'Baukastenelemente, die in Regeln referenziert werden, dürfen keine Versionsangaben beinhalten.',
    'Elements named in rules must not carry a version.',
  ],
  1022: [
    "Bei Verwendung von Elementen mit der Strukturelementart 'abstrakt' oder 'harmonisiert' innerhalb von Datenfeldgruppen mit der Strukturelementart 'rechtsnormgebunden' muss zur Multiplizität ein Bezug zu einer Handlungsgrundlage angegeben werden.",
    'An abstract or harmonised element in a group bound to a legal norm must name its legal basis.',
  ],
  1024: ['Die Freitextregel muss befüllt sein.', 'The text of the rule must be filled.'],
  1031: ['Es ist keine oder eine unbekannte Strukturelementart angegeben.', 'The element kind is missing or unknown.'],
  1032: ['Es ist kein oder ein unbekannter Status angegeben.', 'The status is missing or unknown.'],
  1033: [
    'Es ist keine oder eine unbekannte Änderbarkeit der Struktur angegeben.',
    'It is missing or unknown how far the structure may change.',
  ],
  1034: [
    'Es ist keine oder eine unbekannte Änderbarkeit der Repräsentation angegeben.',
    'It is missing or unknown how far the labels may change.',
  ],
  1037: [
    'In einem Datenschema sollte eine Codeliste i. d. R. nicht in mehreren Versionen verwendet werden.',
    'A schema should not use one code list in several versions.',
  ],
  1040: ['Die Kennung einer Codeliste ist leer.', 'The identifier of a code list is empty.'],
  1041: [
    'Baukastenelemente, die in Regeln referenziert werden, verwenden noch die alte, verkürzte Element-ID.',
    'A rule still names elements by their old, short ids.',
  ],
  1048: [
    'Die URN-Kennung einer Codeliste entspricht nicht den Formatvorgaben, z. B. urn:xoev-de:fim-datenfelder:codeliste:dokumentart (Umlaute sind nicht erlaubt!).',
    'The URN of a code list is not well formed (no umlauts, no spaces).',
  ],
  1056: [
    "Die Dateigröße darf nur befüllt sein, wenn der Datentyp des Feldes den Wert 'Anlage (Datei)' hat.",
    'Only a file may have a file size.',
  ],
  1057: [
    "Erlaubte Datentypen dürfen nur angegeben werden, wenn der Datentyp des Feldes den Wert 'Anlage (Datei)' hat.",
    'Only a file may have permitted types.',
  ],
  1058: [
    'Spaltendefinitionen dürfen nur angegeben werden, wenn im Datenfeld eine referenzierte Codeliste enthalten ist.',
    'Columns may only be named for a referenced code list.',
  ],
  1060: ['Die maximale Feldlänge muss eine ganze Zahl größer Null sein.', 'The maximum length must be above zero.'],
  1061: [
    'Die minimale Feldlänge darf nicht größer sein als die maximale Feldlänge.',
    'The minimum length is above the maximum length.',
  ],
  1062: ['Die untere Wertgrenze muss eine Zahl sein.', 'The lower limit must be a number.'],
  1063: ['Die obere Wertgrenze muss eine Zahl sein.', 'The upper limit must be a number.'],
  1065: ['Die untere Wertgrenze muss eine ganze Zahl sein.', 'The lower limit must be a whole number.'],
  1066: ['Die obere Wertgrenze muss eine ganze Zahl sein.', 'The upper limit must be a whole number.'],
  1067: ['Die untere Wertgrenze muss ein Datum sein.', 'The lower limit must be a date.'],
  1068: ['Die obere Wertgrenze muss ein Datum sein.', 'The upper limit must be a date.'],
  1069: ['Der Inhalt muss eine Zahl sein.', 'The content must be a number.'],
  1070: ['Der Inhalt muss eine ganze Zahl sein.', 'The content must be a whole number.'],
  1071: ['Der Inhalt muss ein Datum sein.', 'The content must be a date.'],
  1072: ['Der Inhalt unterschreitet die untere Wertgrenze.', 'The content is below the lower limit.'],
  1073: ['Der Inhalt überschreitet die obere Wertgrenze.', 'The content is above the upper limit.'],
  1074: ['Der Inhalt unterschreitet die Minimallänge.', 'The content is shorter than the minimum length.'],
  1075: ['Der Inhalt überschreitet die Maximallänge.', 'The content is longer than the maximum length.'],
  1076: [
    'Der angegbene Wert im Feld Inhalt entspricht keinem Wert der zugeordneten Codeliste.',
    'The content is no code of the code list.',
  ],
  1077: ['Der Inhalt muss ein Wahrheitswert sein (true oder false).', 'The content must be true or false.'],
  1078: ['Ein Datenschema muss mindestens ein Unterelement enthalten.', 'A schema needs at least one element.'],
  1079: [
    'Die untere Wertgrenze muss ein Zeitpunkt (Datum und Uhrzeit) sein.',
    'The lower limit must be a date and time.',
  ],
  1080: [
    'Die obere Wertgrenze muss ein Zeitpunkt (Datum und Uhrzeit) sein.',
    'The upper limit must be a date and time.',
  ],
  1081: ['Die untere Wertgrenze muss eine Uhrzeit sein.', 'The lower limit must be a time.'],
  1082: ['Die obere Wertgrenze muss eine Uhrzeit sein.', 'The upper limit must be a time.'],
  1083: ['Der Inhalt muss ein Zeitpunkt (Datum und Uhrzeit) sein.', 'The content must be a date and time.'],
  1084: ['Der Inhalt muss eine Uhrzeit sein.', 'The content must be a time.'],
  1085: ['Der Inhalt muss ein Code-Wert der Werteliste sein.', 'The content must be a code of the list.'],
  1093: [
    'Innerhalb einer Code- oder Werteliste sollten Namen (Bezeichnungen) nicht doppelt verwendet werden.',
    'A list should not use one name twice.',
  ],
  1094: [
    "Datenschemata oder Datenfeldgruppen mit mindestens einem weiteren Unterelement dürfen das Element F60000000001 'Default-Datenfeld' nicht enthalten.",
    'The placeholder field F60000000001 must not stand beside other elements.',
  ],
  1095: [
    "Datenschemata oder Datenfeldgruppen sollten das Element F60000000001 'Default-Datenfeld' nur in Ausnahmefällen beinhalten.",
    'The placeholder field F60000000001 should be an exception.',
  ],
  1096: [
    "Ein Datenschema sollte nur übergangsweise dem Dokumentsteckbrief D99000000001 'Default-Dokumentsteckbrief' zugeordnet werden.",
    'The placeholder D99000000001 as document profile should be temporary.',
  ],
  1097: [
    "Ein methodisch oder fachlich freigegebenes Datenschema darf nicht dem Dokumentsteckbrief D99000000001 'Default-Dokumentsteckbrief' zugeordnet sein.",
    'A released schema must not be assigned to the placeholder profile D99000000001.',
  ],
  1098: ['Bezeichnung und Hilfetext dürfen nicht gleich sein.', 'Label and help text must differ.'],
  1099: ['Name und Hilfetext dürfen nicht gleich sein.', 'Name and help text must differ.'],
  1101: [
    "Der Bezug zur Handlungsgrundlage sollte bei Elementen mit der Strukturelementart 'harmonisiert' möglichst nicht leer sein.",
    'A harmonised element should name its legal basis.',
  ],
  1102: [
    "Bei Eingabedatenfeldern mit dem Datentyp 'Text' oder 'String.Latin+' sollten, wenn möglich, die minimale und maximale Feldlänge angegeben werden.",
    'A text should have a minimum and a maximum length.',
  ],
  1103: [
    "Bei Datenfeldern mit dem Datentyp 'Nummer', 'Ganzzahl', 'Geldbetrag' oder 'Datum' sollte, wenn möglich, ein Wertebereich angegeben werden.",
    'A number or date should have limits.',
  ],
  1105: [
    'Die Version einer Codeliste sollte im Datumsformat in folgender Form angegeben werden, z. B. 2018-03-01.',
    'The version of a code list should be a date.',
  ],
  1106: ['Eine Datenfeldgruppe sollte mehr als ein Unterelement haben.', 'A group should have more than one element.'],
  1109: [
    "Bei einem Feld mit nur lesendem Zugriff, der Feldart 'Statisch' wird i. d. R. der Inhalt mit einem Text befüllt.",
    'Static text usually has a content.',
  ],
  1116: [
    "Baukastenelemente im Status 'inaktiv' sollten nur in Ausnahmefällen verwendet werden.",
    'Inactive elements should be an exception.',
  ],
  1133: ['Die URL der Handlungsgrundlage ist nicht korrekt.', 'The address of the legal basis is not correct.'],
  1135: [
    'In einem versionierten Datenschema / einer versionierten Datenfeldgruppe darf kein unversioniertes Baukastenelement enthalten sein.',
    'A schema with a version must not contain elements without one.',
  ],
  1142: [
    "Bei einem Baukastenelement im Status 'Entwurf', 'methodisch freigegeben', 'fachlich freigegeben (silber)', 'fachlich freigegeben (gold)' oder 'inaktiv' muss das Feld 'Status geändert am' befüllt sein.",
    'An element with this status must say since when.',
  ],
  1143: [
    "Bei einem Datenschema im Status 'Entwurf', 'methodisch freigegeben', 'fachlich freigegeben (silber)', 'fachlich freigegeben (gold)' oder 'inaktiv' muss das Feld 'Status geändert am' befüllt sein.",
    'A schema with this status must say since when.',
  ],
};
