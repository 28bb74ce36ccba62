import { type Answers, type AnswerValue, type EvaluationContext } from '../answers/answers.ts';
import { choiceKey, instanceCounts, toNodePath } from '../answers/instances.ts';
import { type FieldNode, type GroupNode, type SchemaModel, type SchemaNode } from '../model.ts';
import { isRepeatable, lastSegment, nodesByPath, parentPath } from '../tree.ts';
import { makeValue } from './make-value.ts';
import { type Random } from './random.ts';

/** How much is answered: only what must be, about half of the rest, or everything once or twice. */
export type Fill = 'minimal' | 'typical' | 'full';

const shares = { minimal: 0, typical: 0.5, full: 1 } as const;
/** A schema of 50 nested lists would otherwise be filled for minutes; a flat one of more fields is filled all the same. */
const leastLimit = 3000;

/** Answers under construction. */
export class Draft {
  readonly model: SchemaModel;
  readonly random: Random;
  readonly context: EvaluationContext;
  readonly #fill: Fill;
  readonly #mostValues: number;
  answers: Answers = {};

  constructor(model: SchemaModel, random: Random, context: EvaluationContext, fill: Fill) {
    this.model = model;
    this.random = random;
    this.context = context;
    this.#fill = fill;
    this.#mostValues = Math.max(leastLimit, nodesByPath(model).size);
  }

  fillAll(): void {
    for (const node of this.model.nodes) this.#fillList(node, lastSegment(node.path), true);
  }

  /** Answers one place and what is mandatory below it. */
  fillPlace(path: string): void {
    const node = nodesByPath(this.model).get(toNodePath(path));
    if (node === undefined) return;
    if (node.kind === 'field') this.#fillField(node, path);
    else this.#fillGroup(node, path, true);
    this.chooseAncestors(path);
  }

  /** Marks every choice on the way to this place, so that it is not pruned. */
  chooseAncestors(path: string): void {
    for (let at = path; at !== ''; at = parentPath(at)) {
      const parent = parentPath(at);
      const group = nodesByPath(this.model).get(toNodePath(parent));
      if (group?.kind !== 'group' || !group.choice) continue;
      const segment = toNodePath(lastSegment(at));
      if (this.answers[choiceKey(parent)] === segment) continue;
      for (const child of group.children) {
        const other = lastSegment(child.path);
        if (other !== segment) this.clear(`${parent}/${other}`);
      }
      this.answers[choiceKey(parent)] = segment;
    }
  }

  choose(groupPath: string): void {
    const group = nodesByPath(this.model).get(toNodePath(groupPath));
    if (group?.kind === 'group') this.#chooseIn(group, groupPath);
  }

  /** Chooses anew in the nearest choice group above a place. */
  chooseAround(path: string): void {
    for (let at = parentPath(path); at !== ''; at = parentPath(at)) {
      const group = nodesByPath(this.model).get(toNodePath(at));
      if (group?.kind === 'group' && group.choice) return this.#chooseIn(group, at);
    }
    this.fillPlace(path);
  }

  set(path: string, value: AnswerValue): void {
    this.answers[path] = value;
    this.chooseAncestors(path);
  }

  /** Removes everything at or below a place, all instances of a list among it. */
  clear(path: string): void {
    for (const key of Object.keys(this.answers)) {
      const rest = key.startsWith(path) ? key.slice(path.length) : null;
      if (rest !== null && (rest === '' || /^[[/#]/u.test(rest))) delete this.answers[key];
    }
  }

  #fillList(node: SchemaNode, list: string, parentUsed: boolean): void {
    if (node.kind === 'field' && node.fieldKind === 'label') return;
    const wished = this.random.chance(shares[this.#fill]) ? 1 : 0;
    const extra = wished > 0 && isRepeatable(node) && this.random.chance(0.4) ? 2 : wished;
    const least = parentUsed ? node.min : 0;
    const count = Math.min(Math.max(least, extra), node.max ?? 3, Math.max(least, 3));
    if (!isRepeatable(node)) {
      if (count > 0) this.#fillOne(node, list);
      return;
    }
    for (let index = 0; index < count; index += 1) this.#fillOne(node, `${list}[${index}]`);
  }

  #fillOne(node: SchemaNode, path: string): void {
    if (node.kind === 'field') this.#fillField(node, path);
    else this.#fillGroup(node, path, false);
  }

  #fillGroup(group: GroupNode, path: string, forced: boolean): void {
    if (group.choice) {
      this.#chooseIn(group, path);
      return;
    }
    const before = Object.keys(this.answers).length;
    for (const child of group.children) this.#fillList(child, `${path}/${lastSegment(child.path)}`, true);
    // A required group of optional children still has to hold something.
    if (!forced || Object.keys(this.answers).length > before) return;
    const child = this.random.pick(group.children.filter((node) => node.kind === 'group' || isEditable(node)));
    if (child !== undefined) this.fillPlace(firstOf(child, path));
  }

  #chooseIn(group: GroupNode, path: string): void {
    const child = this.random.pick(group.children.filter((node) => node.kind === 'group' || isEditable(node)));
    if (child === undefined) return;
    this.clear(path);
    this.answers[choiceKey(path)] = lastSegment(child.path);
    const place = firstOf(child, path);
    if (child.kind === 'field') this.#fillField(child, place);
    else this.#fillGroup(child, place, true);
  }

  #fillField(field: FieldNode, path: string): void {
    if (!isEditable(field) || Object.keys(this.answers).length > this.#mostValues) return;
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const value = makeValue(this.model, field, this.random, this.context.today);
      if (value === null) return;
      this.answers[path] = value;
      if (field.fieldKind !== 'select' || !this.#isTwice(path, value)) return;
      delete this.answers[path];
    }
  }

  #isTwice(path: string, value: AnswerValue): boolean {
    const list = /^(.*)\[\d+\]$/u.exec(path)?.[1];
    if (list === undefined) return false;
    const count = instanceCounts(this.model, this.answers)[list] ?? 0;
    return Array.from({ length: count }, (_, index) => `${list}[${index}]`).some(
      (other) => other !== path && this.answers[other] === value,
    );
  }
}

function isEditable(node: SchemaNode): boolean {
  return node.kind === 'field' && (node.fieldKind === 'input' || node.fieldKind === 'select');
}

function firstOf(node: SchemaNode, parent: string): string {
  return `${parent}/${lastSegment(node.path)}${isRepeatable(node) ? '[0]' : ''}`;
}
