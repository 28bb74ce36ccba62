import { type Rule } from '../rule.ts';
import { announceRules } from './announce.ts';
import { submitRules, uploadRules } from './deliver.ts';
import { destinationRules, keyRules } from './destinations.ts';
import { errorRules } from './errors.ts';
import { logRules, tokenShapeRules } from './event-log.ts';
import { fetchRules, listRules } from './fetch.ts';
import { jweRules } from './jwe.ts';
import { jwkRules } from './jwk.ts';
import { managementRules } from './management.ts';
import { accessRules, tokenRules } from './oauth.ts';
import { refusedEventRules, writeRules } from './write-events.ts';

/** In the order of the reference; those about all answers come last. */
export const allRules: readonly Rule[] = [
  ...tokenRules,
  ...accessRules,
  ...destinationRules,
  ...keyRules,
  ...managementRules,
  ...jwkRules,
  ...jweRules,
  ...announceRules,
  ...uploadRules,
  ...submitRules,
  ...listRules,
  ...fetchRules,
  ...logRules,
  ...tokenShapeRules,
  ...writeRules,
  ...refusedEventRules,
  ...errorRules,
];
