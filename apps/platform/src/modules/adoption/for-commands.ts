import { type Kernel } from '#kernel/module';
import { readBlueprint } from './adapters/blueprint-file.ts';
import { createCaseWork } from './case-work.ts';
import { type AdoptionOthers } from './deps.ts';
import { createAdoptionService } from './service.ts';
import { type AdoptionService } from './types.ts';

/**
 * Without the delivery service, which a command does not reach: it begins an adoption and says what is open; destination,
 * test and start belong to the running platform.
 */
export function createAdoptionForCommand(
  kernel: Kernel,
  others: Omit<AdoptionOthers, 'casework' | 'delivery' | 'conformity'>,
): { service: AdoptionService; gateName(gate: string): string; routes: readonly string[] } {
  const blueprint = readBlueprint();
  const deps = { kernel, blueprint, ...others, casework: null, delivery: null, conformity: null };
  const { service } = createAdoptionService(deps, createCaseWork(deps));
  return {
    service,
    gateName: (gate) => {
      const name = blueprint.gates.find(({ id }) => id === gate)?.name;
      return name === undefined ? gate : `${name.de} / ${name.en}`;
    },
    routes: blueprint.variants.map(({ id }) => id),
  };
}
