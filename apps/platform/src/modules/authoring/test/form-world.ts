import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type TenantId } from '#kernel/ids';
import { newContent } from '../domain/new-work.ts';
import { type JsonObject, type Work } from '../types.ts';
import type { rulesWorld } from './rules-world.ts';

const seeds = fileURLToPath(new URL('../../../../seeds/schemas', import.meta.url));

/** A work from a file, as an import leaves it, with an overlay. */
export async function createWork(
  world: Awaited<ReturnType<typeof rulesWorld>>,
  tenant: TenantId,
  file: { xml: Buffer; lists?: readonly Buffer[]; overlay?: JsonObject },
): Promise<Work> {
  const { xml, lists = [], overlay = {} } = file;
  const { schemaDigest, schema } = await world.catalogue.importSchema({ xml, provider: tenant, codeLists: lists });
  const imported = {
    digest: schemaDigest,
    id: schema.id,
    version: schema.version ?? '0',
    dialect: schema.dialect,
    name: schema.name,
    fileName: 'schema.xml',
    importedAt: world.kernel.clock.now().toISOString(),
    importedBy: 'Kim',
  };
  const content = { ...newContent(schema, imported), overlay };
  return world.authoring.service.create({ tenant, content, baseVersionDigest: null, by: 'Kim' });
}

export async function dogTaxFile(): Promise<{ xml: Buffer; overlay: JsonObject }> {
  const [xml, overlay] = await Promise.all([
    readFile(`${seeds}/hundesteuer-anmeldung.xml`),
    readFile(`${seeds}/hundesteuer-anmeldung.overlay.json`, 'utf8'),
  ]);
  return { xml, overlay: JSON.parse(overlay) as JsonObject };
}

/** Fields of the first form of a page whose action ends so, hidden ones and what is filled in, as a browser sends them. */
export function formFields(html: string, marker: string): (readonly [string, string])[] {
  const form = html.split('<form').find((part) => part.includes(marker)) ?? '';
  const body = form.split('</form>')[0] ?? '';
  const inputs = [...body.matchAll(/<input[^>]*>/gu)].flatMap(([tag]) => {
    const name = attribute(tag, 'name');
    if (name === null || /type="(?:checkbox|radio)"/u.test(tag))
      return tag.includes(' checked') && name !== null ? [[name, attribute(tag, 'value') ?? ''] as const] : [];
    return [[name, attribute(tag, 'value') ?? ''] as const];
  });
  const areas = [...body.matchAll(/<textarea([^>]*)>([^<]*)<\/textarea>/gu)].flatMap(([, tag = '', text = '']) => {
    const name = attribute(tag, 'name');
    return name === null ? [] : [[name, decode(text)] as const];
  });
  const selects = [...body.matchAll(/<select([^>]*)>(.*?)<\/select>/gsu)].flatMap(([, tag = '', options = '']) => {
    const name = attribute(tag, 'name');
    const chosen = /<option[^>]* selected[^>]*>/u.exec(options)?.[0] ?? '';
    return name === null ? [] : [[name, attribute(chosen, 'value') ?? ''] as const];
  });
  return [...inputs, ...areas, ...selects];
}

function attribute(tag: string, name: string): string | null {
  const value = new RegExp(` ${name}="([^"]*)"`, 'u').exec(tag)?.[1];
  return value === undefined ? null : decode(value);
}

function decode(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
