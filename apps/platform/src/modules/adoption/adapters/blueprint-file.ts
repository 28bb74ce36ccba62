import { readFileSync } from 'node:fs';
import { type Blueprint, parseBlueprint } from '../domain/blueprint.ts';

const file = new URL('../../../../seeds/reuse/adoption/blueprint.json', import.meta.url);

/** Read once at start; a blueprint with a fault stops it. */
export function readBlueprint(): Blueprint {
  return parseBlueprint(JSON.parse(readFileSync(file, 'utf8')));
}
