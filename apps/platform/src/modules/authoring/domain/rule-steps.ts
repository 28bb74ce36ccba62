import {
  type DraftChoice,
  type DraftGroup,
  type DraftPart,
  type DraftStatement,
  emptyGroup,
  emptyTest,
  newStatement,
  noChoice,
  type RuleDraft,
} from './rule-draft.ts';
import { limits } from './rule-form.ts';

/**
 * One step in the editor, as the value of the button that was pressed: `aussage`, `ziel:a0`, `vergleich:a0-w`,
 * `gruppe:a0-w-1`, and `…-weg:` with the place of what goes. Anything else changes nothing.
 */
export function takeStep(draft: RuleDraft, step: string): RuleDraft {
  const [, name = '', place = ''] = /^([a-z-]+)(?::([a-z0-9-]+))?$/u.exec(step) ?? [];
  if (name === 'aussage') return addStatement(draft);
  const [, index = '', rest = ''] = /^a(\d{1,3})(?:-(.*))?$/u.exec(place) ?? [];
  if (index === '' || draft.statements[Number(index)] === undefined) return draft;
  if (name === 'aussage-weg') return { statements: draft.statements.filter((_, at) => at !== Number(index)) };
  return {
    statements: draft.statements.map((statement, at) =>
      at === Number(index) ? stepIn(statement, name, rest) : statement,
    ),
  };
}

function addStatement(draft: RuleDraft): RuleDraft {
  if (draft.statements.length >= limits.statements) return draft;
  return { statements: [...draft.statements, newStatement] };
}

function stepIn(statement: DraftStatement, name: string, rest: string): DraftStatement {
  const target = /^ziel(\d{1,3})$/u.exec(rest)?.[1];
  switch (name) {
    case 'ziel':
      return rest === '' && statement.targets.length < limits.targets
        ? { ...statement, targets: [...statement.targets, noChoice] }
        : statement;
    case 'ziel-weg':
      return target === undefined ? statement : { ...statement, targets: without(statement.targets, Number(target)) };
    case 'vergleich':
    case 'gruppe':
    case 'weg':
      return stepInTree(statement, name, rest);
    default:
      return statement;
  }
}

/** One target always stays, be it an empty one. */
function without(targets: readonly DraftChoice[], index: number): DraftChoice[] {
  const left = targets.filter((_, at) => at !== index);
  return left.length === 0 ? [noChoice] : left;
}

type TreeStep = 'vergleich' | 'gruppe' | 'weg';

function stepInTree(statement: DraftStatement, step: TreeStep, rest: string): DraftStatement {
  const [, tree = '', path = ''] = /^([wf])((?:-\d{1,3})*)$/u.exec(rest) ?? [];
  if (tree === '') return statement;
  const way = path.split('-').slice(1).map(Number);
  const member = tree === 'w' ? 'when' : 'demand';
  return { ...statement, [member]: changeAt(statement[member], way, step) };
}

function changeAt(group: DraftGroup, way: readonly number[], step: TreeStep): DraftGroup {
  const [next, ...rest] = way;
  if (next === undefined) return step === 'weg' ? group : add(group, step);
  if (rest.length === 0 && step === 'weg') return { ...group, parts: group.parts.filter((_, at) => at !== next) };
  const inside = (part: DraftPart): DraftPart => (part.kind === 'group' ? changeAt(part, rest, step) : part);
  return { ...group, parts: group.parts.map((part, at) => (at === next ? inside(part) : part)) };
}

/** A new group holds a test already: without one it says nothing. */
function add(group: DraftGroup, step: 'vergleich' | 'gruppe'): DraftGroup {
  const part: DraftPart = step === 'vergleich' ? emptyTest : { ...emptyGroup, join: 'any', parts: [emptyTest] };
  return { ...group, parts: [...group.parts, part] };
}
