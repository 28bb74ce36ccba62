import { type SummarySection } from './summary.ts';

export interface SummaryDocument {
  /** Official name of the town. */
  authority: string;
  /** Across every page; null: none. */
  watermark: string | null;
  service: string;
  receiptNumber: string;
  /** Also the date in the metadata of the file: the same application always gives the same bytes. */
  storedAt: Date;
  declaration: string;
  sections: readonly SummarySection[];
}

/** An application as an archivable, tagged PDF. */
export type SummaryPdf = (document: SummaryDocument) => Promise<Uint8Array>;
