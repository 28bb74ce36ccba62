import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { httpProblemPrefix, httpProblems } from '@verbund/fit-connect';
import { format, resolveConfig } from 'prettier';
import { createPlatform } from '../apps/platform/src/app.ts';
import { type CommandEntry } from '../apps/platform/src/cli/command-table.ts';
import { systemClock } from '../apps/platform/src/kernel/clock/index.ts';
import { readConfig, settingsReference } from '../apps/platform/src/kernel/config/index.ts';
import { type ErrorTexts } from '../apps/platform/src/kernel/errors/index.ts';
import { type Route, routeInventory } from '../apps/platform/src/kernel/http/index.ts';
import { createLogger } from '../apps/platform/src/kernel/logging/index.ts';
import { allCommands } from '../apps/platform/src/main.ts';
import { serviceManifestSchema } from '../apps/platform/src/modules/catalogue/index.ts';
import { packageIndexSchema, packageSignatureSchema } from '../apps/platform/src/modules/packages/index.ts';

/** What the platform answers and says, as it is composed with all roles. */
export interface ComposedFacts {
  routes: readonly Route[];
  errorTexts: ErrorTexts;
}

/** Composes the whole platform without starting it: no database is asked and no port is opened. */
export async function composedFacts(): Promise<ComposedFacts> {
  const dataDir = mkdtempSync(join(tmpdir(), 'verbund-reference-'));
  // Pools connect with their first statement; none is sent.
  const nowhere = 'postgres://127.0.0.1:1/none';
  const urls = { owner: null, app: nowhere, transport: nowhere, keys: nowhere, queue: nowhere };
  try {
    const config = readConfig({ VERBUND_MODE: 'test', VERBUND_DATA_DIR: dataDir });
    const log = createLogger({ level: 'silent' });
    const platform = await createPlatform({ config, urls, clock: systemClock, log });
    const { routes, errorTexts } = platform.server;
    await platform.stop();
    return { routes, errorTexts };
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const row = (...cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;

function table(head: readonly string[], rows: readonly string[]): string[] {
  return [row(...head), row(...head.map(() => '---')), ...rows];
}

function errorsPage(texts: ErrorTexts): string {
  const rows = Object.entries(texts)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, { de, en }]) => row(`\`${code}\``, `**${en.title}.** ${en.text}`, `**${de.title}.** ${de.text}`));
  return [
    '# Error codes',
    '',
    'What a person or a calling program is told, by code. Generated from the modules; do not edit.',
    '',
    ...table(['Code', 'English', 'Deutsch'], rows),
    '',
    '## Problem types of the FIT-Connect interfaces',
    '',
    `\`type\` in answers of \`application/problem+json\` (RFC 7807) below \`${httpProblemPrefix}\`. 429 comes with an empty object.`,
    '',
    ...table(['Status', 'Type', 'Title'], problemRows()),
    '',
  ].join('\n');
}

function problemRows(): string[] {
  return Object.entries(httpProblems)
    .toSorted(([, a], [, b]) => a.status - b.status)
    .map(([slug, { status, title }]) => row(String(status), `\`${slug}\``, title));
}

function routesPage(routes: readonly Route[]): string {
  const entries = routeInventory(routes).routes.toSorted((a, b) =>
    `${a.path} ${a.method}` < `${b.path} ${b.method}` ? -1 : 1,
  );
  // The hash in an asset's name changes with every style; the list is about addresses and rules.
  const stable = (text: string): string => text.replace(/-[0-9a-f]{10}\./, '-HASH.');
  const rows = entries.map(({ method, path, access, rate, name }) =>
    row(method, `\`${stable(path)}\``, access, rate, `\`${stable(name)}\``),
  );
  return [
    '# Routes',
    '',
    `All ${String(rows.length)} addresses of a process with every role, with the rule that says who may call them. Generated from the composed platform; do not edit.`,
    '',
    ...table(['Method', 'Path', 'Who may call it', 'Rate class', 'Name'], rows),
    '',
  ].join('\n');
}

async function commandsPage(entries: readonly CommandEntry[]): Promise<string> {
  const parts: string[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const { summary, usage } = await entry.load();
    parts.push(`## verbund ${entry.name}`, '', summary, '', '```text', usage, '```', '');
  }
  return [
    '# Command line',
    '',
    '`npx verbund …`. Every command has `--help` and `--json`; exit code 0 is good, 1 means refused input or a failed check, 2 wrong usage. Generated from the command table; do not edit.',
    '',
    ...parts,
  ].join('\n');
}

/** Content of every file under docs/reference/, by file name. */
export async function referencePages(facts: ComposedFacts): Promise<Readonly<Record<string, string>>> {
  const pages = {
    'settings.md': settingsReference(),
    'errors.md': errorsPage(facts.errorTexts),
    'routes.md': routesPage(facts.routes),
    'cli.md': await commandsPage(allCommands),
  };
  const options = await resolveConfig(fileURLToPath(import.meta.url));
  const formatted = Object.entries(pages).map(async ([name, text]) => [
    name,
    await format(text, { ...options, parser: 'markdown' }),
  ]);
  const schemas = Object.entries(packageSchemas).map(async ([name, { title, schema }]) => {
    const text = JSON.stringify({ $schema: 'https://json-schema.org/draft/2020-12/schema', title, ...schema });
    return [name, await format(text, { ...options, parser: 'json' })];
  });
  return Object.fromEntries(await Promise.all([...formatted, ...schemas])) as Record<string, string>;
}

/** For whoever reads or makes service packages without this platform (docs/package-format.md). */
const packageSchemas = {
  'package-index.schema.json': { title: 'index.json of a service package', schema: packageIndexSchema },
  'package-signature.schema.json': { title: 'signature.json of a service package', schema: packageSignatureSchema },
  'service-manifest.schema.json': { title: 'manifest.json of a service package', schema: serviceManifestSchema },
};
