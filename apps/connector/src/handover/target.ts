/** What the back office says to one complete submission. */
export type TargetVerdict =
  /** It has it, durably. */
  | { outcome: 'taken' }
  /** It will never take it, for reasons that the sender may read. */
  | { outcome: 'refused'; words: string[] }
  /** Not now. `reason` holds no personal data. */
  | { outcome: 'later'; reason: string; retryAfterMs?: number };

export type TargetState = { ok: true; message: string } | { ok: false; message: string; mend: string };

/** Where submissions go. */
export type Target = {
  /** Folder in which the content is collected: on the file system where the hand-over needs it. */
  readonly staging: string;
  partOf(submissionId: string): string;
  /** A further call for the same submission must do no harm: the first may have succeeded without our learning of it. */
  handOver(submissionId: string, part: string): Promise<TargetVerdict>;
  /** Taken at an earlier time of which our memory knows nothing. */
  holds(submissionId: string): Promise<boolean>;
  /** The id when a name in the staging folder is a part of ours. */
  idOfPart(name: string): string | undefined;
  /** For `check`: changes nothing. */
  probe(): Promise<TargetState>;
};

/** The back office could not take it now. */
export class TargetBusyError extends Error {
  override readonly name = 'TargetBusyError';
  readonly code: string;
  constructor(reason: string) {
    super(`the back office did not take it: ${reason}`);
    this.code = reason;
  }
}

/** Words of the back office end in an event log that is kept for two years: a flood does not belong there. */
export function readableWords(lines: readonly string[]): string[] {
  return lines
    .map((line) => line.replace(/\p{C}/gu, ' ').trim().slice(0, 500))
    .filter((line) => line !== '')
    .slice(0, 20);
}
