import { type Check } from './check.ts';
import { bar001 } from './bar-001.ts';
import { bet001 } from './bet-001.ts';
import { bet002 } from './bet-002.ts';
import { dat001 } from './dat-001.ts';
import { dat002 } from './dat-002.ts';
import { dat003 } from './dat-003.ts';
import { des001 } from './des-001.ts';
import { des002 } from './des-002.ts';
import { des003 } from './des-003.ts';
import { des003c } from './des-003c.ts';
import { fal001 } from './fal-001.ts';
import { nl1 } from './nl1.ts';
import { nl2 } from './nl2.ts';
import { nl3 } from './nl3.ts';
import { nl4 } from './nl4.ts';
import { nl5 } from './nl5.ts';
import { nuk001 } from './nuk-001.ts';
import { nuk002 } from './nuk-002.ts';
import { nuk003 } from './nuk-003.ts';
import { nuk004 } from './nuk-004.ts';
import { nuk005 } from './nuk-005.ts';
import { org002 } from './org-002.ts';
import { org003 } from './org-003.ts';
import { org004 } from './org-004.ts';
import { org005 } from './org-005.ts';
import { par001 } from './par-001.ts';
import { pay001 } from './pay-001.ts';
import { pay002 } from './pay-002.ts';
import { rec001 } from './rec-001.ts';
import { rec002 } from './rec-002.ts';
import { reg001 } from './reg-001.ts';
import { rou001 } from './rou-001.ts';
import { rou002 } from './rou-002.ts';
import { rou003 } from './rou-003.ts';
import { sdg001 } from './sdg-001.ts';

/** Criteria that a machine can look at; the others wait for a person. A new check is a file and a line here. */
export const allChecks: readonly Check[] = [
  des001,
  des002,
  des003,
  des003c,
  fal001,
  nuk001,
  nuk002,
  nuk003,
  nuk004,
  nuk005,
  pay001,
  pay002,
  dat001,
  dat002,
  dat003,
  rou001,
  rou002,
  rou003,
  par001,
  rec001,
  rec002,
  org002,
  org003,
  org004,
  org005,
  bet001,
  bet002,
  bar001,
  sdg001,
  reg001,
  nl1,
  nl2,
  nl3,
  nl4,
  nl5,
];
