import {
  type Answers,
  countKey,
  type EvaluationContext,
  type FormPage,
  isRepeatable,
  type SchemaModel,
  type SchemaNode,
  type VisibleNode,
  visibleNodes,
} from '@verbund/xdatenfelder';
import { type CompiledForm } from '#modules/catalogue';
import { pageIndex } from './page-index.ts';

/** What the form shows for these answers, found once per request. */
export interface FormState {
  compiled: CompiledForm;
  today: string;
  /** Shown instances by their path without the last index. */
  byList: ReadonlyMap<string, readonly VisibleNode[]>;
  /** Repeatable groups that nobody opened yet but may (a rule can hide them, too). */
  openable: ReadonlySet<string>;
  all: readonly VisibleNode[];
}

const looked = new WeakMap<Answers, FormState>();

/**
 * The same as `lookAt`, found once per set of answers: evaluating the rules is the dearest part of a request. Only for
 * answers that nobody changes any more.
 */
export function stateOf(compiled: CompiledForm, answers: Answers, context: EvaluationContext): FormState {
  const known = looked.get(answers);
  // A draft open past midnight sees the rules of the new day.
  if (known !== undefined && known.compiled === compiled && known.today === context.today) return known;
  return remember(answers, lookAt(compiled, answers, context));
}

export function remember(answers: Answers, state: FormState): FormState {
  looked.set(answers, state);
  return state;
}

export function lookAt(compiled: CompiledForm, answers: Answers, context: EvaluationContext): FormState {
  const { schema, rules } = compiled;
  const all = visibleNodes(schema, rules, answers, context);
  const byList = groupByList(all);
  const closed = closedLists(schema, all, byList);
  const openable = new Set<string>();
  if (closed.length > 0) {
    // The package does not tell "hidden by a rule" from "not opened"; opening them for a moment does.
    const probe: Answers = { ...answers };
    for (const list of closed) probe[countKey(list)] = '1';
    const shown = new Set(visibleNodes(schema, rules, probe, context).map((node) => node.listPath));
    for (const list of closed) if (shown.has(list)) openable.add(list);
  }
  return { compiled, today: context.today, byList, openable, all };
}

function groupByList(all: readonly VisibleNode[]): Map<string, VisibleNode[]> {
  const byList = new Map<string, VisibleNode[]>();
  for (const node of all) {
    const list = byList.get(node.listPath);
    if (list === undefined) byList.set(node.listPath, [node]);
    else list.push(node);
  }
  return byList;
}

function closedLists(schema: SchemaModel, all: readonly VisibleNode[], byList: ReadonlyMap<string, unknown>): string[] {
  const closed: string[] = [];
  const look = (children: readonly SchemaNode[], prefix: string, chosen: string | null, isChoice: boolean): void => {
    for (const child of children) {
      if (child.kind !== 'group' || !isRepeatable(child)) continue;
      const segment = lastSegment(child.path);
      if (isChoice && segment !== chosen) continue;
      const list = prefix === '' ? segment : `${prefix}/${segment}`;
      if (!byList.has(list)) closed.push(list);
    }
  };
  look(schema.nodes, '', null, false);
  for (const { node, path, chosen } of all) {
    if (node.kind === 'group') look(node.children, path, chosen, node.choice);
  }
  return closed;
}

/** Where a page begins in the form: the list paths of its nodes that are there now. */
export function pageLists(state: FormState, page: FormPage): string[] {
  const lists: string[] = [];
  for (const root of page.nodes) {
    for (const [list] of state.byList) if (withoutIndexes(list) === root) lists.push(list);
    for (const list of state.openable) if (withoutIndexes(list) === root) lists.push(list);
  }
  return lists;
}

export function withoutIndexes(path: string): string {
  return path.includes('[') ? path.replace(/\[\d+\]/gu, '') : path;
}

export function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Pages that ask or say something now; a rule may have hidden a whole page. */
export function relevantPages(state: FormState): FormPage[] {
  const { form } = state.compiled;
  const index = pageIndex(form);
  const positions = new Set<number>();
  const add = (nodePath: string): void => index.get(nodePath)?.forEach((position) => positions.add(position));
  for (const list of state.openable) add(withoutIndexes(list));
  for (const { node } of state.all)
    if (node.kind === 'group' ? node.choice : node.fieldKind !== 'hidden') add(node.path);
  return form.pages.filter((_, position) => positions.has(position));
}

export function isAtOrBelow(nodePath: string, root: string): boolean {
  return nodePath === root || nodePath.startsWith(`${root}/`);
}
