import { type Command } from './command.ts';

/** Loaded only when called, so that `verbund --help` and `fim check` start without the whole platform. */
export interface CommandEntry {
  name: string;
  summary: string;
  load(): Promise<Command>;
}

export const commandTable: readonly CommandEntry[] = [
  {
    name: 'settings',
    summary: 'list every setting / alle Einstellungen auflisten',
    load: async () => (await import('./settings.command.ts')).settingsCommand,
  },
  {
    name: 'fim check',
    summary: 'check XDatenfelder files / XDatenfelder-Dateien prüfen',
    load: async () => (await import('./fim-check.command.ts')).fimCheckCommand,
  },
  {
    name: 'fim derive',
    summary: 'derive JSON Schema, XSD or an outline / JSON Schema, XSD oder Gliederung ableiten',
    load: async () => (await import('./fim-derive.command.ts')).fimDeriveCommand,
  },
  {
    name: 'fim import',
    summary: 'import XDatenfelder files into the catalogue / XDatenfelder-Dateien importieren',
    load: async () => (await import('./fim-import.command.ts')).fimImportCommand,
  },
  {
    name: 'code-list add',
    summary: 'put code lists (genericode) into the store / Codelisten (genericode) aufnehmen',
    load: async () => (await import('./code-list-add.command.ts')).codeListAddCommand,
  },
  {
    name: 'code-list list',
    summary: 'list the code lists in the store / die aufgenommenen Codelisten auflisten',
    load: async () => (await import('./code-list-list.command.ts')).codeListListCommand,
  },
  {
    name: 'package build',
    summary: 'build and sign a service package / ein Dienstpaket bauen und unterschreiben',
    load: async () => (await import('./package-build.command.ts')).packageBuildCommand,
  },
  {
    name: 'package verify',
    summary: 'check a service package and its signature / ein Dienstpaket und seine Unterschrift prüfen',
    load: async () => (await import('./package-verify.command.ts')).packageVerifyCommand,
  },
  {
    name: 'package publish',
    summary: 'publish a service package on this installation / ein Dienstpaket hier veröffentlichen',
    load: async () => (await import('./package-publish.command.ts')).packagePublishCommand,
  },
  {
    name: 'package diff',
    summary: 'say what differs between two service packages / zwei Dienstpakete vergleichen',
    load: async () => (await import('./package-diff.command.ts')).packageDiffCommand,
  },
  {
    name: 'package key create',
    summary: 'make a key that signs service packages / einen Schlüssel für Dienstpakete anlegen',
    load: async () => (await import('./package-key.command.ts')).packageKeyCreateCommand,
  },
  {
    name: 'package key show',
    summary: 'show thumbprint and public key / Fingerabdruck und öffentlichen Schlüssel zeigen',
    load: async () => (await import('./package-key.command.ts')).packageKeyShowCommand,
  },
  {
    name: 'tenant create',
    summary: 'create a tenant and invite its administrator / Mandanten anlegen und Verwaltung einladen',
    load: async () => (await import('./tenant-create.command.ts')).tenantCreateCommand,
  },
  {
    name: 'fit-connect client create',
    summary: 'make a client of the delivery service / einen Client des Zustelldienstes anlegen',
    load: async () => (await import('./fit-connect-client.command.ts')).fitConnectClientCommand,
  },
  {
    name: 'fit-connect client list',
    summary: 'list the clients of a tenant / die Clients eines Mandanten auflisten',
    load: async () => (await import('./fit-connect-change.command.ts')).fitConnectListCommand,
  },
  {
    name: 'fit-connect client rotate',
    summary: 'renew the secret of a client / das Geheimnis eines Clients erneuern',
    load: async () => (await import('./fit-connect-change.command.ts')).fitConnectRotateCommand,
  },
  {
    name: 'fit-connect client revoke',
    summary: 'revoke a client for good / einen Client endgültig sperren',
    load: async () => (await import('./fit-connect-change.command.ts')).fitConnectRevokeCommand,
  },
  {
    name: 'conformity check',
    summary: 'check a package or an offering / ein Paket oder ein Angebot prüfen',
    load: async () => (await import('./conformity-check.command.ts')).conformityCheckCommand,
  },
  {
    name: 'conformity catalogue add',
    summary: 'take in a criteria catalogue / einen Kriterienkatalog aufnehmen',
    load: async () => (await import('./conformity-catalogue-add.command.ts')).conformityCatalogueAddCommand,
  },
  {
    name: 'costs',
    summary: 'what a package costs a town / was ein Dienstpaket eine Kommune kostet',
    load: async () => (await import('./costs.command.ts')).costsCommand,
  },
  {
    name: 'adopt',
    summary: 'begin the adoption of a package / die Nachnutzung eines Pakets beginnen',
    load: async () => (await import('./adopt.command.ts')).adoptCommand,
  },
  {
    name: 'doctor',
    summary: 'check the installation / die Installation prüfen',
    load: async () => (await import('./doctor.command.ts')).doctorCommand,
  },
];
