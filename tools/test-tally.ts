import { type EventEmitter } from 'node:events';

export interface Skip {
  name: string;
  reason: string;
}

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** The part of the runner's test:pass and test:fail events that is counted here. */
export interface TestEvent {
  name: string;
  file?: string;
  skip?: string | boolean;
  todo?: string | boolean;
  details: { type?: string; error?: { failureType?: string } };
}

/** Counts what the test runner reports, so that the closing line does not depend on any reporter's wording. */
export class Tally {
  passed = 0;
  failed = 0;
  readonly skips: Skip[] = [];
  readonly failures: string[] = [];

  /** Follows the events of one run() of node:test. */
  watch(stream: EventEmitter): void {
    stream.on('test:pass', (event: TestEvent) => this.count(event, true));
    stream.on('test:fail', (event: TestEvent) => this.count(event, false));
  }

  count(event: TestEvent, ok: boolean): void {
    const file = event.file?.replace(`${process.cwd()}/`, '');
    const name = file === undefined ? event.name : `${file} › ${event.name}`;
    if (event.skip !== undefined && event.skip !== false) {
      this.skips.push({
        name,
        reason: typeof event.skip === 'string' && event.skip !== '' ? event.skip : 'no reason given',
      });
      return;
    }
    // A suite is counted by its tests; it counts itself only when it fails for a reason of its own (a hook, a timeout).
    const countedByItsTests = ok || event.details.error?.failureType === 'subtestsFailed';
    if (event.details.type === 'suite' && countedByItsTests) return;
    if (ok || (event.todo !== undefined && event.todo !== false)) {
      this.passed += 1;
    } else {
      this.failed += 1;
      this.failures.push(name);
    }
  }

  /** The totals; `missingTools` skips count as failures. */
  counts(missingTools: number): Counts {
    return { passed: this.passed, failed: this.failed + missingTools, skipped: this.skips.length - missingTools };
  }
}

/** Skips for want of a tool are failures where the tools are installed on purpose; want of sample files never is. */
export function judgeSkips(skips: readonly Skip[], toolsExpected: boolean): { missingTools: Skip[]; skipped: Skip[] } {
  const wantsTool = (skip: Skip): boolean => toolsExpected && /\bneeds /.test(skip.reason);
  return { missingTools: skips.filter(wantsTool), skipped: skips.filter((skip) => !wantsTool(skip)) };
}

/** The last line of a run, alone on its line. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
