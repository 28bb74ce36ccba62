/** One line of `verbund doctor`. */
export interface Finding {
  check: string;
  ok: boolean;
  detail: string;
  /** How to mend it; empty when nothing is wrong. */
  mend: string;
}

/** `work` gives the detail; what it throws is what is wrong. */
export async function attempt(check: string, mend: string, work: () => Promise<string>): Promise<Finding> {
  try {
    return { check, ok: true, detail: await work(), mend: '' };
  } catch (error) {
    return { check, ok: false, detail: error instanceof Error ? error.message : String(error), mend };
  }
}
