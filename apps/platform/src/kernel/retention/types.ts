import { type Logger } from '../logging/index.ts';

/** One rule per kind of data; a recurring task executes all of them and writes a report row for each run. */
export interface RetentionRule {
  /** e.g. 'forms.drafts-after-acceptance' */
  name: string;
  /** The rule in words with its legal reason, shown in the report. */
  description: { de: string; en: string };
  /** Deletes what is due and returns how many things went. Must be repeatable. */
  run(now: Date, log: Logger): Promise<{ deleted: number }>;
}
