import { type Clock } from '../clock/index.ts';
import { type Database, type Tx } from '../db/types.ts';
import { type TenantId } from '../ids/index.ts';
import { type RecurringTask } from '../jobs/types.ts';
import { type Logger } from '../logging/index.ts';
import { checkBatches, closeBatches, countUnchained } from './audit-rows.ts';

const MAX_ENTRIES = 5000;

/**
 * Closes what is open, per tenant. The head of each chain goes to the log as well: whoever can rewrite the database
 * can rewrite the whole chain, but not the copy that left with the log.
 */
export async function closeAuditBatches(options: { db: Database; clock: Clock }, log: Logger): Promise<number> {
  const closed = await options.db.tx({}, (tx) => closeBatches(tx, options.clock.now(), MAX_ENTRIES));
  for (const batch of closed) {
    const head = batch.hash.toString('hex');
    log.info({ tenant: batch.tenant_id, batch: batch.number, entries: batch.entries, head }, 'Closed an audit batch');
  }
  return closed.length;
}

export function auditTasks(options: { db: Database; clock: Clock }): RecurringTask[] {
  return [
    {
      name: 'audit.chain',
      everySeconds: 300,
      async run({ log }) {
        await closeAuditBatches(options, log);
      },
    },
  ];
}

export interface AuditChainCheck {
  batches: number;
  /** Empty when nothing was tampered with. */
  problems: { batch: number | null; problem: 'missing-batch' | 'missing-entries' | 'changed' | 'removed-head' }[];
}

/** Recalculates the chain of a tenant; the transaction must carry that tenant. */
export async function verifyAuditChain(tx: Tx, tenant: TenantId): Promise<AuditChainCheck> {
  const batches = await checkBatches(tx, tenant);
  const problems: AuditChainCheck['problems'] = [];
  for (const { number, is_next, is_whole, is_unchanged } of batches) {
    const batch = Number(number);
    if (!is_next) problems.push({ batch, problem: 'missing-batch' });
    if (!is_whole) problems.push({ batch, problem: 'missing-entries' });
    if (!is_unchanged) problems.push({ batch, problem: 'changed' });
  }
  if ((await countUnchained(tx, tenant)) > 0) problems.push({ batch: null, problem: 'removed-head' });
  return { batches: batches.length, problems };
}
