import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';

export const caseStates = [
  'entwurf',
  'interesse',
  'in_pruefung',
  'zurueckgestellt',
  'freigegeben',
  'vertrag_in_zeichnung',
  'vertrag_geschlossen',
  'anbindung',
  'test',
  'bereit',
  'live',
  'gestoert',
  'gekuendigt',
  'beendet',
  'abgebrochen',
] as const;
export type CaseState = (typeof caseStates)[number];

export const stepStates = ['open', 'in-work', 'done', 'waived', 'not-applicable'] as const;
export type StepState = (typeof stepStates)[number];

/** What the platform can find out itself, so that nobody is asked. */
export const factNames = [
  'fact-sheet',
  'conformity',
  'privacy',
  'frame-agreement',
  'keys',
  'parameters',
  'interface',
  'payment',
  'test',
  'support',
  'live',
] as const;
export type FactName = (typeof factNames)[number];

export const gateIds = [
  'interest',
  'data-protection',
  'security',
  'contract',
  'parameters',
  'keys',
  'end-to-end',
  'support',
] as const;
export type GateId = (typeof gateIds)[number];

export const documentIds = ['interest', 'call-off', 'role-sheet', 'processing-agreement'] as const;
export type DocumentId = (typeof documentIds)[number];

const closed = { additionalProperties: false } as const;
const text = Type.Object({ de: Type.String({ minLength: 1 }), en: Type.String({ minLength: 1 }) }, closed);
const id = Type.String({ pattern: '^[A-Za-z0-9_-]{1,40}$' });
const day = Type.Union([Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }), Type.Null()]);
const state = Type.Enum(caseStates);

const role = Type.Object(
  {
    id,
    name: text,
    duty: text,
    /** The action that stands for the role in a town; null: a role of other bodies. */
    action: Type.Union([Type.String(), Type.Null()]),
  },
  closed,
);

const step = Type.Object(
  {
    id,
    phase: id,
    name: text,
    owner: id,
    participants: Type.Array(id),
    inputs: Type.Array(text),
    outputs: Type.Array(text),
    gate: Type.Union([text, Type.Null()]),
    fact: Type.Union([Type.Enum(factNames), Type.Null()]),
    dueAfterDays: Type.Union([Type.Integer({ minimum: 1, maximum: 1000 }), Type.Null()]),
    /** States of the case in which it is somebody's turn. */
    states: Type.Array(state, { minItems: 1 }),
  },
  closed,
);

const gate = Type.Object(
  {
    id: Type.Enum(gateIds),
    name: text,
    before: state,
    steps: Type.Array(id, { minItems: 1 }),
    waivable: Type.Boolean(),
  },
  closed,
);

const variant = Type.Object(
  {
    id,
    name: text,
    lead: text,
    /** Ways of contract in a fact sheet for which it stands. */
    contractRoutes: Type.Array(Type.String()),
    from: day,
    until: day,
    successor: Type.Union([id, Type.Null()]),
    notApplicable: Type.Array(id),
    /** Another owner than in the step. */
    owners: Type.Record(Type.String(), id),
    documents: Type.Array(Type.Enum(documentIds)),
  },
  closed,
);

const blueprintSchema = Type.Object(
  {
    formatVersion: Type.Literal(1),
    version: Type.String(),
    source: Type.String(),
    roles: Type.Array(role),
    phases: Type.Array(Type.Object({ id, name: text }, closed)),
    steps: Type.Array(step),
    states: Type.Array(Type.Object({ id: state, name: text }, closed)),
    transitions: Type.Array(Type.Tuple([state, state])),
    /** The way of a case on which it moves by itself as soon as gates allow. */
    forward: Type.Array(state),
    gates: Type.Array(gate),
    /** Kind of change of a new version → steps that it reopens. */
    reopenedBy: Type.Record(Type.String(), Type.Array(id)),
    variants: Type.Array(variant),
  },
  closed,
);

export type Blueprint = Static<typeof blueprintSchema>;
export type BlueprintStep = Blueprint['steps'][number];
export type BlueprintGate = Blueprint['gates'][number];
export type Variant = Blueprint['variants'][number];

const validator = Compile(blueprintSchema);

/** Shape and references; what is wrong stops the start. */
export function parseBlueprint(value: unknown): Blueprint {
  if (!validator.Check(value)) {
    const [first] = validator.Errors(value);
    throw new Error(`blueprint${first?.instancePath ?? ''}: ${first?.message ?? 'has another shape'}`);
  }
  const problem = firstProblem(value);
  if (problem !== null) throw new Error(`blueprint: ${problem}`);
  return value;
}

function firstProblem(blueprint: Blueprint): string | null {
  const { roles, phases, steps, states, transitions, forward, gates, variants, reopenedBy } = blueprint;
  const lists = { roles, phases, steps, states, gates, variants };
  for (const [name, entries] of Object.entries(lists)) {
    const ids = entries.map((entry) => entry.id);
    if (new Set<string>(ids).size !== ids.length) return `an id occurs twice in ${name}`;
  }
  const known = { roles: idsOf(roles), phases: idsOf(phases), steps: idsOf(steps) };
  const references = [
    ...steps.flatMap((one) => [one.owner, ...one.participants].map((role) => [known.roles, role] as const)),
    ...steps.map((one) => [known.phases, one.phase] as const),
    ...gates.flatMap((one) => one.steps.map((step) => [known.steps, step] as const)),
    ...Object.values(reopenedBy).flatMap((ids) => ids.map((step) => [known.steps, step] as const)),
    ...variants.flatMap((one) => one.notApplicable.map((step) => [known.steps, step] as const)),
    ...variants.flatMap((one) => Object.keys(one.owners).map((step) => [known.steps, step] as const)),
    ...variants.flatMap((one) => Object.values(one.owners).map((role) => [known.roles, role] as const)),
  ];
  const dangling = references.find(([ids, wanted]) => !ids.has(wanted));
  if (dangling !== undefined) return `${dangling[1]} is not there`;
  if (caseStates.some((name) => !states.some((one) => one.id === name))) return 'a state has no name';
  if (gateIds.some((name) => !gates.some((one) => one.id === name))) return 'a gate is missing';
  const pairs = new Set(transitions.map((pair) => pair.join('>')));
  if (pairs.size !== transitions.length) return 'a move is listed twice';
  const gap = forward.findIndex((to, index) => index > 0 && !pairs.has(`${forward[index - 1] ?? ''}>${to}`));
  return gap === -1 ? null : `no move leads to ${forward[gap] ?? ''}`;
}

const idsOf = (entries: readonly { id: string }[]): ReadonlySet<string> => new Set(entries.map((entry) => entry.id));

/** The one question of the state machine: everything that the blueprint does not list is refused. */
export function isAllowedMove(
  { transitions }: Pick<Blueprint, 'transitions'>,
  from: CaseState,
  to: CaseState,
): boolean {
  return transitions.some((pair) => pair[0] === from && pair[1] === to);
}

export function movesFrom({ transitions }: Pick<Blueprint, 'transitions'>, from: CaseState): CaseState[] {
  return transitions.filter((pair) => pair[0] === from).map((pair) => pair[1]);
}

export function variantOf({ variants }: Pick<Blueprint, 'variants'>, route: string): Variant | undefined {
  return variants.find((variant) => variant.id === route);
}

/** Nothing begins in them and nothing comes after them. */
export const isClosed = (state: CaseState): boolean => state === 'beendet' || state === 'abgebrochen';
