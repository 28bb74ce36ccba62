import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readBlueprint } from '../adapters/blueprint-file.ts';
import { caseStates, isAllowedMove, movesFrom, parseBlueprint } from './blueprint.ts';

const blueprint = readBlueprint();
const samples =
  process.env['VERBUND_SAMPLES'] ?? fileURLToPath(new URL('../../../../../../../shared/data', import.meta.url));
const original = `${samples}/governance/nachnutzung_blueprint.json`;

/** Written out by hand, so that a slip in the seed shows. */
const listed: Readonly<Record<string, readonly string[]>> = {
  entwurf: ['interesse'],
  interesse: ['in_pruefung', 'abgebrochen'],
  in_pruefung: ['freigegeben', 'zurueckgestellt', 'abgebrochen'],
  zurueckgestellt: ['in_pruefung', 'abgebrochen'],
  freigegeben: ['vertrag_in_zeichnung', 'abgebrochen'],
  vertrag_in_zeichnung: ['vertrag_geschlossen', 'abgebrochen'],
  vertrag_geschlossen: ['anbindung', 'gekuendigt'],
  anbindung: ['test', 'gekuendigt'],
  test: ['anbindung', 'bereit', 'gekuendigt'],
  bereit: ['live'],
  live: ['gestoert', 'gekuendigt'],
  gestoert: ['live'],
  gekuendigt: ['beendet'],
};

describe('moves of a case', () => {
  it('are the listed ones, of all 225 pairs', () => {
    let allowed = 0;
    for (const from of caseStates) {
      for (const to of caseStates) {
        const expected = listed[from]?.includes(to) ?? false;
        assert.equal(isAllowedMove(blueprint, from, to), expected, `${from} → ${to}`);
        if (expected) allowed += 1;
      }
    }
    assert.equal(allowed, 24);
  });

  it('lead nowhere from an end', () => {
    assert.deepEqual(movesFrom(blueprint, 'beendet'), []);
    assert.deepEqual(movesFrom(blueprint, 'abgebrochen'), []);
  });

  it(
    'and roles, steps and states are those of the published ways',
    { skip: existsSync(original) ? false : 'skipped: no samples' },
    () => {
      const file = JSON.parse(readFileSync(original, 'utf8')) as {
        roles: { id: string }[];
        steps: { id: string; owner: string; phase: string; participants: string[] }[];
        case_states: string[];
        allowed_transitions: [string, string][];
      };
      assert.deepEqual(blueprint.transitions, file.allowed_transitions);
      assert.deepEqual(
        blueprint.states.map(({ id }) => id),
        file.case_states,
      );
      assert.deepEqual(
        blueprint.roles.map(({ id }) => id),
        file.roles.map(({ id }) => id),
      );
      const parts = (steps: readonly { id: string; owner: string; participants: string[] }[]) =>
        steps.map(({ id, owner, participants }) => ({ id, owner, participants }));
      assert.deepEqual(parts(blueprint.steps), parts(file.steps));
      assert.deepEqual(
        blueprint.steps.map(({ phase }) => phase),
        file.steps.map(({ phase }) => phase.split(' ')[0]),
      );
    },
  );
});

describe('the blueprint', () => {
  const copy = () => structuredClone(blueprint) as unknown as Record<string, never> & typeof blueprint;

  it('has 17 roles, 22 steps in ten phases and both ways', () => {
    const { roles, steps, phases, variants, gates } = blueprint;
    assert.deepEqual([roles.length, steps.length, phases.length, gates.length], [17, 22, 10, 8]);
    assert.deepEqual(
      variants.map(({ id }) => id),
      ['kommunalvertreter', 'marketplace'],
    );
  });

  it('is refused when something in it refers to nothing, occurs twice or is unknown', () => {
    const faults: ((broken: ReturnType<typeof copy>) => void)[] = [
      (broken) => void (broken.steps[0]!.owner = 'XX'),
      (broken) => void (broken.gates[0]!.steps = ['N99']),
      (broken) => void (broken.steps[1]!.id = 'N01'),
      (broken) => void broken.transitions.push(['entwurf', 'interesse']),
      (broken) => void (broken.transitions = broken.transitions.filter(([from]) => from !== 'anbindung')),
      (broken) => void broken.gates.pop(),
      (broken) => void (broken.variants[0]!.notApplicable = ['N77']),
      (broken) => void Object.assign(broken, { more: 1 }),
    ];
    for (const fault of faults) {
      const broken = copy();
      fault(broken);
      assert.throws(() => parseBlueprint(broken), /^Error: blueprint/u, String(fault));
    }
    assert.deepEqual(parseBlueprint(copy()), blueprint);
  });
});
