import { type LocalText, type SchemaNode } from '@verbund/xdatenfelder';
import { type CompiledForm, type ServiceManifest } from '#modules/catalogue';

export interface Coverage {
  total: number;
  english: number;
  simple: number;
}

/** Longer lists are registers (places, states, professions) whose names nobody translates one by one. */
const countedValues = 200;

/** How many of the texts that a citizen sees there are in English and in plain language. */
export function textCoverage({ form }: Pick<CompiledForm, 'form'>, manifest: ServiceManifest): Coverage {
  const own = [
    manifest.service.name,
    manifest.service.summary,
    ...Object.values(manifest.texts),
    manifest.declaration,
    ...Object.values(manifest.dataProtection),
  ].map(({ de, en }): LocalText => ({ de, en: en.trim() === '' ? null : en }));
  const below = (path: string): LocalText[] => {
    const entry = form.nodes[path];
    if (entry === undefined || (entry.node.kind === 'field' && entry.node.fieldKind === 'hidden')) return [];
    const { node, label, help, content, values } = entry;
    const children: readonly SchemaNode[] = node.kind === 'group' ? node.children : [];
    const names = values !== null && values.length <= countedValues ? values.map((value) => value.label) : [];
    const main = content === null ? [label, help] : [content];
    return [...main, ...names, ...children.map(({ path: child }) => below(child)).flat()].filter(
      (text) => text !== null,
    );
  };
  const asked = [form.title, ...form.pages.flatMap((page) => [page.title, ...page.nodes.flatMap(below)])];
  const shown = [...own, ...asked].filter((text) => text.de.trim() !== '');
  return {
    total: shown.length,
    english: shown.filter((text) => (text.en ?? '').trim() !== '').length,
    simple: asked.filter((text) => (text.simple ?? '').trim() !== '').length,
  };
}
