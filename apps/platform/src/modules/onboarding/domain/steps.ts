import { type StepId } from '../types.ts';

/** In the order in which a town gets on best; the optional ones hold nothing up. */
export const requiredSteps = ['facts', 'legal', 'destination', 'service', 'test'] as const satisfies readonly StepId[];
