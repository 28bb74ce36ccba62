import { type Rule } from '../rule.ts';
import { announceRules } from './announce.ts';
import { callbackRules, lateCallbackRules } from './callbacks.ts';
import { caseRules } from './cases.ts';
import { clientRules } from './client.ts';
import { submitRules, uploadRules } from './deliver.ts';
import { destinationRules, keyRules } from './destinations.ts';
import { errorRules } from './errors.ts';
import { logRules, tokenShapeRules } from './event-log.ts';
import { fetchRules, listRules } from './fetch.ts';
import { jweRules } from './jwe.ts';
import { jwkRules } from './jwk.ts';
import { managementRules } from './management.ts';
import { accessRules, tokenRules } from './oauth.ts';
import { replyRules } from './replies.ts';
import { routingRules } from './routing.ts';
import { v1Rules } from './v1.ts';
import { refusedEventRules, writeRules } from './write-events.ts';

/**
 * In the order of the reference but for callbacks, which begin early because they wait. Rules about all answers come last.
 */
export const allRules: readonly Rule[] = [
  ...tokenRules,
  ...accessRules,
  ...callbackRules,
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
  ...caseRules,
  ...replyRules,
  ...routingRules,
  ...v1Rules,
  ...clientRules,
  ...lateCallbackRules,
  ...errorRules,
];
