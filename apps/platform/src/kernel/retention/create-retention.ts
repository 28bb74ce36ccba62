import { type Clock } from '../clock/index.ts';
import { type Database } from '../db/types.ts';
import { AppError } from '../errors/index.ts';
import { newUuid } from '../ids/index.ts';
import { type RecurringTask } from '../jobs/types.ts';
import { type Logger } from '../logging/index.ts';
import { insertRun, listRuleHistories, type RetentionRun } from './retention-rows.ts';
import { type RetentionRule } from './types.ts';

export interface RetentionReportLine {
  name: string;
  description: RetentionRule['description'];
  lastRun: Date | null;
  lastSuccess: Date | null;
  lastError: string | null;
  deletedTotal: number;
}

export interface Retention {
  readonly task: RecurringTask;
  /** Runs every rule once; one that fails does not keep the others from running. */
  runNow(signal?: AbortSignal): Promise<RetentionRun[]>;
  /** One line per rule, also for rules that have never run. */
  retentionReport(): Promise<RetentionReportLine[]>;
}

export function createRetention(options: {
  rules: readonly RetentionRule[];
  db: Database;
  clock: Clock;
  log: Logger;
}): Retention {
  const { rules, db, clock, log } = options;
  const names = rules.map((rule) => rule.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`Two retention rules are called ${twice}`);

  async function runRule(rule: RetentionRule): Promise<RetentionRun> {
    const startedAt = clock.now();
    let deleted = 0;
    let error: string | null = null;
    try {
      ({ deleted } = await rule.run(startedAt, log.child({ rule: rule.name })));
    } catch (cause) {
      error = reasonOf(cause);
      log.error({ rule: rule.name, error }, 'A retention rule failed');
    }
    const run = { rule: rule.name, startedAt, finishedAt: clock.now(), deleted, error };
    await db.tx({}, (tx) => insertRun(tx, newUuid(), run));
    return run;
  }

  async function runNow(signal?: AbortSignal): Promise<RetentionRun[]> {
    const runs: RetentionRun[] = [];
    for (const rule of rules) {
      if (signal?.aborted === true) break;
      runs.push(await runRule(rule));
    }
    return runs;
  }

  return {
    task: {
      name: 'kernel.retention',
      everySeconds: 3600,
      async run({ signal }) {
        await runNow(signal);
      },
    },
    runNow,
    async retentionReport() {
      const histories = new Map((await db.tx({}, listRuleHistories)).map((history) => [history.rule, history]));
      return rules.map(({ name, description }) => {
        const history = histories.get(name);
        return {
          name,
          description,
          lastRun: history?.last_run ?? null,
          lastSuccess: history?.last_success ?? null,
          lastError: history?.last_error ?? null,
          deletedTotal: history?.deleted_total ?? 0,
        };
      });
    },
  };
}

/** Never the message: it may hold a value of a row. */
function reasonOf(cause: unknown): string {
  if (cause instanceof AppError) return cause.code;
  return cause instanceof Error ? cause.name : 'unknown';
}
