import { parseFormValue } from '@verbund/xdatenfelder';
import { type FieldControl } from './blocks.ts';
import { type DraftContent } from './draft-content.ts';

/** Where a value is from that the person did not enter herself. */
export type ValueSource = 'sign-in' | 'given';

/** Null as soon as the person has changed the value: then it is hers. */
export function sourceOf(control: FieldControl, prefilled: DraftContent['prefilled']): ValueSource | null {
  const { path, node, value } = control;
  if (value === null) return null;
  if (prefilled?.[path] === value) return 'sign-in';
  if (node.fieldKind === 'locked') return 'given';
  if (node.content === null) return null;
  const given = parseFormValue(node, node.content);
  return given.ok && given.value === value ? 'given' : null;
}
