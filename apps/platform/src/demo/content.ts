import { readFile } from 'node:fs/promises';
import { type LegalPageKind, type Tenant } from '#modules/identity';
import { type DemoStatement } from './packages.ts';

const seeds = new URL('../../seeds/', import.meta.url);

export interface DemoTown {
  slug: string;
  ars: string;
  name: string;
  officialName: string;
  contact: Tenant['contact'];
  receives: 'inbox' | 'connector';
}

export type DemoLegalPages = Record<LegalPageKind, { de: string; en: string }>;

export interface DemoService {
  xml: Uint8Array;
  overlay: unknown;
  /** The manifest without what the import finds out: schema and overlay. */
  manifest: Record<string, unknown>;
}

/** What the towns of the demonstration offer. */
export const offeredServiceNames = ['hundesteuer-anmeldung', 'bewohnerparkausweis', 'gewerbeanmeldung'] as const;
/** Stand in the marketplace only: one is promised for a date, one is as a provider left it. */
const packagedServiceNames = ['sperrmuell', 'strassenfest'] as const;
export const demoServiceNames = [...offeredServiceNames, ...packagedServiceNames] as const;
export type DemoServiceName = (typeof demoServiceNames)[number];

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(new URL(path, seeds), 'utf8')) as unknown;
}

export async function demoStatements(): Promise<Record<DemoServiceName, DemoStatement>> {
  return (await readJson('reuse/marketplace/statements.json')) as Record<DemoServiceName, DemoStatement>;
}

export async function demoTowns(): Promise<readonly DemoTown[]> {
  return (await readJson('demo/towns.json')) as DemoTown[];
}

/** Texts with the town's facts in place of {officialName}, {street} and so on. */
export async function demoLegalPages(town: DemoTown): Promise<DemoLegalPages> {
  const pages = (await readJson('demo/legal-pages.json')) as DemoLegalPages;
  const facts: Record<string, string> = { officialName: town.officialName, ...town.contact };
  const fill = (text: string): string => text.replace(/\{(\w+)\}/g, (whole, name: string) => facts[name] ?? whole);
  const filled = Object.entries(pages).map(([kind, { de, en }]) => [kind, { de: fill(de), en: fill(en) }]);
  return Object.fromEntries(filled) as DemoLegalPages;
}

export async function demoService(name: string): Promise<DemoService> {
  const [xml, overlay, manifest] = await Promise.all([
    readFile(new URL(`schemas/${name}.xml`, seeds)),
    readJson(`schemas/${name}.overlay.json`),
    readJson(`schemas/${name}.service.json`),
  ]);
  return { xml, overlay, manifest: manifest as Record<string, unknown> };
}
