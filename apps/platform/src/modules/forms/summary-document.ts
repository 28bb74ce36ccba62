import { evaluationContext } from '@verbund/xdatenfelder';
import { type CompiledForm } from '#modules/catalogue';
import { lookAt } from './domain/form-state.ts';
import { type SummaryDocument } from './domain/ports.ts';
import { summarise } from './domain/summary.ts';
import { type Snapshot } from './send.ts';
import { type ApplicationRow } from './store/applications.ts';
import { formsTexts } from './texts/index.ts';

/** The document is for the authority's file, therefore in German whatever language the form was filled in. */
export function summaryDocument(
  row: Pick<ApplicationRow, 'pinned' | 'receipt_number' | 'stored_at'>,
  snapshot: Snapshot,
  compiled: CompiledForm,
  of: { authority: string; isSandbox?: boolean },
): SummaryDocument {
  const t = formsTexts('de');
  const state = lookAt(compiled, snapshot.answers, evaluationContext(row.pinned.area, snapshot.today));
  return {
    authority: of.authority,
    watermark: of.isSandbox === true ? t.testSystem : null,
    service: row.pinned.service.de,
    receiptNumber: row.receipt_number,
    storedAt: row.stored_at,
    declaration: row.pinned.declaration.de,
    sections: summarise(state, 'de', { yes: t.yes, no: t.no, raw: {} }),
  };
}
