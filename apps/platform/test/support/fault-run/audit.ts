import { auditContents } from './audit-contents.ts';
import { auditLeftovers } from './audit-leftovers.ts';
import { auditLogs } from './audit-logs.ts';
import { plannedSubmission, type PlannedSubmission } from './contents.ts';
import { type World } from './world.ts';

/** One acknowledged submission: what was planned, and what the sender was told. */
export interface Acknowledged {
  planned: PlannedSubmission;
  submissionId: string;
  caseId: string;
  attachmentIds: readonly string[];
}

export interface AuditFigures {
  cases: number;
  events: number;
  /** Announced, and given up because the answer was lost; the service removes them after a day. */
  emptyItems: number;
  /** Files of the service without a row; its sweep removes them after a day. */
  filesWithoutRow: number;
}

export interface Audit {
  faults: string[];
  figures: AuditFigures;
}

/** Looks at everything once more, from the outside and from the inside. Nothing runs any more but service and database. */
export async function audit(world: World, seed: number, submissions: number): Promise<Audit> {
  const faults = [...world.sender.failures()];
  const all: Acknowledged[] = [];
  for (let number = 0; number < submissions; number += 1) {
    const delivered = world.sender.acknowledged(number);
    if (!delivered) {
      faults.push(`submission ${String(number)} was never acknowledged`);
      continue;
    }
    const { itemId: submissionId, caseId, attachmentIds } = delivered;
    all.push({ planned: plannedSubmission(seed, number), submissionId, caseId, attachmentIds });
  }
  if (new Set(all.map(({ submissionId }) => submissionId)).size < all.length)
    faults.push('one submission was acknowledged for two');
  const logs = await auditLogs(world, all);
  const leftovers = await auditLeftovers(world);
  faults.push(...logs.faults, ...auditContents(world, all), ...leftovers.faults);
  return { faults, figures: { ...logs.figures, filesWithoutRow: leftovers.filesWithoutRow } };
}
