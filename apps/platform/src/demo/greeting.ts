import { join } from 'node:path';
import { type DemoPorts } from './ports.ts';

/** What a person who just started the demonstration needs to know. */
export function greeting(demo: { publicUrl: string; ports: DemoPorts; dataDir: string }): readonly string[] {
  const at = (path: string): string => new URL(path, demo.publicUrl).href;
  return [
    '',
    'Verbund ist bereit. / Verbund is ready.',
    '',
    `  Dienste finden       ${at('/')}`,
    `  Ein Antrag           ${at('/xanten/hundesteuer-anmelden')}   (Anmeldung: Erika Mustermann)`,
    `  Konto und Postfach   ${at('/konto')}   ${at('/postfach')}`,
    `  Arbeitsplatz         ${at('/amt')}   (Anna Amtsfrau, Xanten oder Rheinberg; Carla Leitung verwaltet)`,
    `  Betrieb              ${at('/betrieb')}   (Otto Operator)`,
    `  Moers empfängt mit dem Connector in den Ordner ${join(demo.dataDir, 'moers', 'eingang')}`,
    `  Gesendete E-Mails    http://localhost:${String(demo.ports.mail)}/`,
    '',
    'Alle Personen und Behörden sind erfunden. Beenden mit Strg+C. / Everything is invented. Stop with Ctrl+C.',
  ];
}
