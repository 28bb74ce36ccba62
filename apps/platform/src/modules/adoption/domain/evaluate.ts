import {
  type Blueprint,
  type BlueprintGate,
  type BlueprintStep,
  type CaseState,
  type FactName,
  type GateId,
  type StepState,
  type Variant,
} from './blueprint.ts';
import { type PlatformFacts } from './facts.ts';

/** What people entered about a step. */
export interface StoredStep {
  id: string;
  state: StepState;
  owner: string;
  due: string | null;
  note: string;
  outputs: string;
  doneBy: string | null;
  doneAt: Date | null;
  waiver: Waiver | null;
}

export interface Waiver {
  by: string;
  reason: string;
  at: Date;
}

/** Key and values of a sentence that says why the platform thinks so. */
export interface Evidence {
  key: string;
  values: Readonly<Record<string, string>>;
}

export interface StepView extends StoredStep {
  phase: string;
  /** Id of the role that owns it on this way. */
  role: string;
  gate: GateId | null;
  /** 'platform': a fact decides, nobody can tick it off. */
  decidedBy: 'platform' | 'person';
  evidence: Evidence | null;
  /** It is somebody's turn now. */
  actionable: boolean;
}

export interface GateView {
  id: GateId;
  before: CaseState;
  met: boolean;
  waiver: Waiver | null;
  steps: readonly string[];
}

export interface Evaluation {
  steps: readonly StepView[];
  gates: readonly GateView[];
  /** The next state on the way, when nothing stands before it. */
  next: CaseState | null;
  blockedBy: readonly GateView[];
}

export interface EvaluationInput {
  blueprint: Blueprint;
  variant: Variant;
  state: CaseState;
  stored: ReadonlyMap<string, StoredStep>;
  facts: PlatformFacts;
  /** YYYY-MM-DD */
  today: string;
}

/** Reference 2.2: the certificate must be valid for that long at least. */
const keyDays = 90;

/** Where the case stands: from what people entered and what the platform knows, nothing else. */
export function evaluate(input: EvaluationInput): Evaluation {
  const { blueprint, state } = input;
  const gateOf = new Map(blueprint.gates.flatMap((gate) => gate.steps.map((step) => [step, gate] as const)));
  const views = blueprint.steps.map((step) => viewOf(input, step, gateOf.get(step.id)?.id ?? null));
  const byId = new Map(views.map((view) => [view.id, view]));
  const gates = blueprint.gates.map((gate) => gateView(gate, byId));
  const { next, blockedBy } = ahead(blueprint, state, gates);
  const blocking = new Set(blockedBy.flatMap((gate) => gate.steps));
  const steps = views.map((view) => ({ ...view, actionable: isTurn(input, view, blocking) }));
  return { steps, gates, next: blockedBy.length === 0 ? next : null, blockedBy };
}

/** Gates count together: one that opens again on the way stops every later move as well. */
function ahead(
  { forward }: Blueprint,
  state: CaseState,
  gates: readonly GateView[],
): { next: CaseState | null; blockedBy: GateView[] } {
  const at = forward.indexOf(state);
  const next = at === -1 ? null : (forward[at + 1] ?? null);
  if (state === 'bereit' || state === 'live' || state === 'gestoert') {
    return { next: null, blockedBy: gates.filter((gate) => !gate.met) };
  }
  if (next === null) return { next, blockedBy: [] };
  const until = forward.indexOf(next);
  return { next, blockedBy: gates.filter((gate) => !gate.met && forward.indexOf(gate.before) <= until) };
}

function isTurn({ blueprint, state }: EvaluationInput, view: StepView, blocking: ReadonlySet<string>): boolean {
  if (!isOpen(view.state)) return false;
  const step = blueprint.steps.find((one) => one.id === view.id);
  return blocking.has(view.id) || (step?.states.includes(state) ?? false);
}

export const isOpen = (state: StepState): boolean => state === 'open' || state === 'in-work';

function gateView(gate: BlueprintGate, steps: ReadonlyMap<string, StepView>): GateView {
  const views = gate.steps.map((id) => steps.get(id)).filter((step) => step !== undefined);
  const waiver = views.find((step) => step.waiver !== null)?.waiver ?? null;
  return { id: gate.id, before: gate.before, steps: gate.steps, waiver, met: views.every((one) => !isOpen(one.state)) };
}

function viewOf(input: EvaluationInput, step: BlueprintStep, gate: GateId | null): StepView {
  const { variant, facts, today } = input;
  const stored = input.stored.get(step.id) ?? emptyStep(step.id);
  const role = variant.owners[step.id] ?? step.owner;
  const base = { ...stored, phase: step.phase, role, gate, actionable: false };
  const isLeftOut = variant.notApplicable.includes(step.id);
  if (isLeftOut) return { ...base, state: 'not-applicable', decidedBy: 'platform', evidence: say('variant') };
  const known = step.fact === null ? null : factOf(step.fact, facts, today);
  const decidedBy = known === null || known.state === null ? 'person' : 'platform';
  const evidence = known?.evidence ?? null;
  if (stored.waiver !== null) return { ...base, state: 'waived', decidedBy, evidence };
  if (known === null || known.state === null) return { ...base, decidedBy, evidence };
  const isBegun = known.state === 'open' && stored.state === 'in-work';
  return { ...base, state: isBegun ? 'in-work' : known.state, decidedBy, evidence };
}

export function emptyStep(id: string): StoredStep {
  return { id, state: 'open', owner: '', due: null, note: '', outputs: '', doneBy: null, doneAt: null, waiver: null };
}

/** `state` null: the platform can say something, but a person decides. */
interface Known {
  state: StepState | null;
  evidence: Evidence | null;
}

const say = (key: string, values: Evidence['values'] = {}): Evidence => ({ key, values });

function factOf(fact: FactName, facts: PlatformFacts, today: string): Known {
  switch (fact) {
    case 'fact-sheet':
      return facts.factSheet ? { state: 'done', evidence: say('fact-sheet') } : { state: null, evidence: null };
    case 'conformity':
      return conformity(facts);
    case 'privacy':
      return privacy(facts);
    case 'frame-agreement': {
      const { frameAgreement: frame } = facts;
      return frame === null
        ? { state: 'open', evidence: null }
        : { state: 'done', evidence: say('frame', { ...frame }) };
    }
    case 'keys':
      return keys(facts, today);
    case 'parameters': {
      const { missingParameters: missing, parameters } = facts;
      if (missing.length > 0) {
        return { state: 'open', evidence: say('parameters-missing', { names: missing.join(', ') }) };
      }
      return { state: 'done', evidence: say(parameters === 0 ? 'no-parameters' : 'parameters') };
    }
    case 'interface':
      if (facts.destination?.kind === 'platform') return { state: 'not-applicable', evidence: say('inbox') };
      if (facts.test?.state === 'accepted') return { state: 'done', evidence: say('interface') };
      return { state: null, evidence: null };
    case 'payment':
      return facts.hasFee
        ? { state: null, evidence: say('fee') }
        : { state: 'not-applicable', evidence: say('no-fee') };
    case 'test':
      return test(facts);
    case 'support': {
      const { support } = facts;
      return support === null
        ? { state: 'open', evidence: null }
        : { state: 'done', evidence: say('support', { ...support }) };
    }
    case 'live':
      return facts.isLive ? { state: 'done', evidence: say('live') } : { state: 'open', evidence: null };
  }
}

function conformity({ conformity: light }: PlatformFacts): Known {
  if (light === null) return { state: null, evidence: say('not-checked') };
  if (light.conforms) return { state: 'done', evidence: say('conforms', { date: light.date }) };
  return { state: null, evidence: say('open-must', { number: String(light.openMust), date: light.date }) };
}

function privacy({ privacy: adopted, hasAssessment }: PlatformFacts): Known {
  const values = { by: adopted.by ?? '', date: adopted.date?.toISOString() ?? '' };
  if (adopted.state === 'adopted') return { state: 'done', evidence: say('assessment', values) };
  if (!hasAssessment) return { state: null, evidence: say('no-assessment') };
  return { state: 'open', evidence: adopted.state === 'to-renew' ? say('assessment-to-renew', values) : null };
}

function keys({ destination }: PlatformFacts, today: string): Known {
  if (destination === null) return { state: 'open', evidence: say('no-destination') };
  const { problem, keyValidUntil: until } = destination;
  if (problem !== null) return { state: 'open', evidence: say(`destination-${problem}`) };
  if (until === null) return { state: 'done', evidence: say('keys') };
  const isShort = daysBetween(today, until) < keyDays;
  return { state: isShort ? 'open' : 'done', evidence: say(isShort ? 'keys-short' : 'keys-until', { date: until }) };
}

function test({ test: run, hasSample }: PlatformFacts): Known {
  const values = { reference: run?.reference ?? '', date: run?.at?.toISOString() ?? '' };
  if (run?.state === 'accepted') return { state: 'done', evidence: say('test-accepted', values) };
  if (!hasSample) return { state: null, evidence: say('no-sample') };
  if (run === null) return { state: 'open', evidence: null };
  return run.state === 'running'
    ? { state: 'in-work', evidence: say('test-running', values) }
    : { state: 'open', evidence: say('test-rejected', values) };
}

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
