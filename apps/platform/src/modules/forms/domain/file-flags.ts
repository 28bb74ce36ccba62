import { type FileAnswer } from '@verbund/xdatenfelder';

/**
 * What is not forbidden but what the person and the receiver should know of a file (docs/adr/0024).
 * `active-content`: scripts in a PDF, controls or embedded objects in a document; `encrypted`: a PDF that hides its
 * content from the check.
 */
export type FileFlag = 'macros' | 'active-content' | 'encrypted';

export const fileFlags: readonly FileFlag[] = ['macros', 'active-content', 'encrypted'];

/** What the platform keeps with a file beside what the schema's delivery needs. */
export interface CheckedFileAnswer extends FileAnswer {
  /** Lower-case hex; by this hash people compare files. */
  sha256: string;
  flags: readonly FileFlag[];
}

/** Files of drafts from before this check have neither. */
export function checkedDetails(file: FileAnswer): { sha256: string | null; flags: readonly FileFlag[] } {
  const { sha256, flags }: { sha256?: unknown; flags?: unknown; fileId: string } = { ...file };
  return {
    sha256: typeof sha256 === 'string' ? sha256 : null,
    flags: Array.isArray(flags) ? fileFlags.filter((flag) => flags.includes(flag)) : [],
  };
}
