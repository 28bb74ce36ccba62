import { type SchemaNode } from '../model.ts';
import { isRepeatable } from '../tree.ts';
import { asksSomething, compositeOf } from './field-purpose.ts';
import { type FormNode, type FormPage, type LocalText } from './form-model.ts';

interface Question {
  nodes: SchemaNode[];
  /** The node that is asked for, `null` when the page only tells something. */
  asked: SchemaNode | null;
  section: { path: string | null; title: LocalText };
}

/**
 * One page for each question. A question is a field or a group that belongs together: a composite (address, partial
 * date, name, bank account), a repeatable group, a choice. Static, locked and hidden fields stay with the next question.
 */
export function questionPages(pages: readonly FormPage[], nodes: Readonly<Record<string, FormNode>>): FormPage[] {
  const ids = new Set<string>();
  let last: string | null = null;
  return pages.flatMap((page) => {
    const roots = page.nodes.flatMap((path) => nodes[path]?.node ?? []);
    const section = { path: null, title: page.title };
    return questionsOf(roots, section, nodes).map((question): FormPage => {
      const { asked } = question;
      const first = asked ?? question.nodes[0];
      const base = first === undefined ? page.id : (first.path.toLowerCase().match(/[a-z0-9]+/gu) ?? []).join('-');
      const id = unusedId(ids, base);
      const key = `${page.id} ${question.section.path ?? ''}`;
      const opensSection = key !== last;
      last = key;
      const title = (asked === null ? null : nodes[asked.path]?.label) ?? question.section.title;
      return {
        id,
        title,
        nodes: question.nodes.map(({ path }) => path),
        section: { ...question.section, opens: opensSection },
      };
    });
  });
}

function questionsOf(
  roots: readonly SchemaNode[],
  section: Question['section'],
  nodes: Readonly<Record<string, FormNode>>,
): Question[] {
  const questions: Question[] = [];
  let waiting: SchemaNode[] = [];
  for (const node of roots) {
    if (!asksSomething(node)) {
      waiting.push(node);
      continue;
    }
    if (node.kind === 'group' && !isOneQuestion(node)) {
      const title = nodes[node.path]?.label ?? section.title;
      const inner = questionsOf(node.children, { path: node.path, title }, nodes);
      const first = inner[0];
      // What is told before a group is told before its first question.
      if (first !== undefined) first.nodes = [...waiting, ...first.nodes];
      else if (waiting.length > 0) questions.push({ nodes: waiting, asked: null, section });
      questions.push(...inner);
    } else {
      questions.push({ nodes: [...waiting, node], asked: node, section });
    }
    waiting = [];
  }
  const end = questions.at(-1);
  if (waiting.length > 0 && end !== undefined) end.nodes = [...end.nodes, ...waiting];
  else if (waiting.length > 0) questions.push({ nodes: waiting, asked: null, section });
  return questions;
}

function isOneQuestion(group: Extract<SchemaNode, { kind: 'group' }>): boolean {
  return group.choice || isRepeatable(group) || compositeOf(group) !== null;
}

function unusedId(used: Set<string>, wanted: string): string {
  let id = wanted;
  for (let number = 2; used.has(id); number += 1) id = `${wanted}-${number}`;
  used.add(id);
  return id;
}
