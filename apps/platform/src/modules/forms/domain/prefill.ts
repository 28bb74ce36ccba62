import { type Answers, nodesByPath, parseFormValue, type SchemaModel } from '@verbund/xdatenfelder';

/**
 * Facts of the sign-in as first answers. Only where the overlay says which field means what (`prefill`: node path →
 * name of the fact): a field called "Name" may as well ask for the name of a dog.
 */
export function prefilled(schema: SchemaModel, overlay: unknown, facts: Readonly<Record<string, string>>): Answers {
  const answers: Answers = {};
  for (const [path, fact] of Object.entries(prefillMap(overlay))) {
    const node = nodesByPath(schema).get(path);
    const text = typeof fact === 'string' && Object.hasOwn(facts, fact) ? facts[fact] : undefined;
    if (node?.kind !== 'field' || text === undefined) continue;
    const parsed = parseFormValue(node, text);
    if (parsed.ok && parsed.value !== null) answers[path] = parsed.value;
  }
  return answers;
}

function prefillMap(overlay: unknown): Record<string, unknown> {
  if (typeof overlay !== 'object' || overlay === null || !('prefill' in overlay)) return {};
  const { prefill } = overlay;
  return typeof prefill === 'object' && prefill !== null ? { ...prefill } : {};
}
