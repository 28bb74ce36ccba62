import {
  type AnswerValue,
  choiceKey,
  type FieldNode,
  type FormNode,
  type FormPage,
  type GroupNode,
  isRepeatable,
  type SchemaNode,
  type VisibleNode,
} from '@verbund/xdatenfelder';
import { type FormState, lastSegment, pageLists, withoutIndexes } from './form-state.ts';

/** One page of a form as a tree of what is shown; the view only turns kinds into components. */
export type Block =
  | { kind: 'static'; path: string; form: FormNode }
  | { kind: 'locked'; control: FieldControl }
  | { kind: 'field'; control: FieldControl }
  | { kind: 'lines'; listPath: string; form: FormNode; items: readonly FieldControl[]; min: number; max: number | null }
  | { kind: 'options'; control: OptionsControl }
  | { kind: 'files'; control: FilesControl }
  | { kind: 'group'; path: string; form: FormNode; children: readonly Block[] }
  | {
      kind: 'repeat';
      listPath: string;
      form: FormNode;
      items: readonly { index: number; path: string; children: readonly Block[] }[];
      min: number;
      max: number | null;
    }
  | { kind: 'choice'; control: ChoiceControl; children: readonly Block[] };

export interface FieldControl {
  kind: 'field';
  /** Instance path: name and id of the input. */
  path: string;
  form: FormNode;
  node: FieldNode;
  required: boolean;
  value: AnswerValue | null;
}

/** Several values of one list: checkboxes under one name. */
export interface OptionsControl {
  kind: 'options';
  path: string;
  form: FormNode;
  node: FieldNode;
  required: boolean;
  values: readonly string[];
}

export interface FilesControl {
  kind: 'files';
  path: string;
  form: FormNode;
  node: FieldNode;
  required: boolean;
  isList: boolean;
  values: readonly AnswerValue[];
}

/** Which of several groups or fields applies. */
export interface ChoiceControl {
  kind: 'choice';
  path: string;
  groupPath: string;
  form: FormNode;
  options: readonly { value: string; form: FormNode }[];
  required: boolean;
  chosen: string | null;
}

export type Control = FieldControl | OptionsControl | FilesControl | ChoiceControl;

/** Several values of a longer list are chosen one by one, each with its search: nobody reads 11,000 boxes. */
export const boxesUpTo = 30;

export function pageBlocks(state: FormState, page: FormPage): Block[] {
  const nodes = state.compiled.form.nodes;
  return pageLists(state, page).flatMap((list) => {
    const form = nodes[withoutIndexes(list)];
    return form === undefined ? [] : toBlocks(state, form.node, list);
  });
}

function toBlocks(state: FormState, node: SchemaNode, list: string): Block[] {
  const form = state.compiled.form.nodes[node.path];
  const shown = state.byList.get(list) ?? [];
  const first = shown[0];
  if (form === undefined) return [];
  if (node.kind === 'group') return groupBlocks(state, node, form, list, shown);
  return first === undefined ? [] : fieldBlocks(node, form, list, shown, first);
}

function fieldBlocks(
  node: FieldNode,
  form: FormNode,
  list: string,
  shown: readonly VisibleNode[],
  first: VisibleNode,
): Block[] {
  const { required } = first;
  const control = (at: VisibleNode): FieldControl => ({
    kind: 'field',
    path: at.path,
    form,
    node,
    required: at.required,
    value: at.value,
  });
  if (node.fieldKind === 'hidden') return [];
  if (node.fieldKind === 'label') return [{ kind: 'static', path: list, form }];
  if (node.fieldKind === 'locked') return [{ kind: 'locked', control: control(first) }];
  const values = shown.flatMap((at) => (at.value === null ? [] : [at.value]));
  if (node.dataType === 'file' || node.dataType === 'obj') {
    const isList = isRepeatable(node);
    return [{ kind: 'files', control: { kind: 'files', path: list, form, node, required, isList, values } }];
  }
  if (!isRepeatable(node)) return [{ kind: 'field', control: control(first) }];
  if (form.values !== null && form.values.length > 0 && form.values.length <= boxesUpTo) {
    const codes = values.filter((value) => typeof value === 'string');
    return [{ kind: 'options', control: { kind: 'options', path: list, form, node, required, values: codes } }];
  }
  return [{ kind: 'lines', listPath: list, form, items: shown.map(control), min: node.min, max: node.max }];
}

function groupBlocks(
  state: FormState,
  node: GroupNode,
  form: FormNode,
  list: string,
  shown: readonly VisibleNode[],
): Block[] {
  const inner = (at: VisibleNode): Block[] => {
    const children = node.children.flatMap((child) => toBlocks(state, child, `${at.path}/${lastSegment(child.path)}`));
    return node.choice ? [{ kind: 'choice', control: choiceControl(state, node, form, at), children }] : children;
  };
  if (isRepeatable(node)) {
    if (shown.length === 0 && !state.openable.has(list)) return [];
    const items = shown.map((at, index) => ({ index: at.index ?? index, path: at.path, children: inner(at) }));
    return [{ kind: 'repeat', listPath: list, form, items, min: node.min, max: node.max }];
  }
  const first = shown[0];
  if (first === undefined) return [];
  const children = inner(first);
  // A choice brings the heading of its group along as the question.
  if (node.choice) return children;
  return children.length === 0 ? [] : [{ kind: 'group', path: first.path, form, children }];
}

function choiceControl(state: FormState, node: GroupNode, form: FormNode, at: VisibleNode): ChoiceControl {
  const options = node.children.flatMap((child) => {
    const option = state.compiled.form.nodes[child.path];
    return option === undefined ? [] : [{ value: lastSegment(child.path), form: option }];
  });
  const path = choiceKey(at.path);
  return { kind: 'choice', path, groupPath: at.path, form, options, required: at.required, chosen: at.chosen };
}

/** All controls of a page in display order. */
export function controlsOf(blocks: readonly Block[]): Control[] {
  return blocks.flatMap((block): Control[] => {
    switch (block.kind) {
      case 'static':
      case 'locked':
        return [];
      case 'field':
      case 'options':
      case 'files':
        return [block.control];
      case 'lines':
        return [...block.items];
      case 'group':
        return controlsOf(block.children);
      case 'repeat':
        return block.items.flatMap((item) => controlsOf(item.children));
      case 'choice':
        return [block.control, ...controlsOf(block.children)];
    }
  });
}
