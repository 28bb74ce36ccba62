import { readOverlay, type SchemaModel } from '@verbund/xdatenfelder';
import { type CatalogueService, type ReviewState, reviewState, type SchemaImportReport } from '#modules/catalogue';
import { type TenantId } from '#kernel/ids';
import { type OpenPoint, openPoints } from './domain/open-points.ts';
import { type Work } from './types.ts';

export interface WorkState {
  schema: SchemaModel;
  report: SchemaImportReport;
  review: ReviewState;
  /** Entries of the overlay without a place. */
  overlayRest: number;
  points: readonly OpenPoint[];
}

/** Everything about a work that is worked out and not stored. */
export async function stateOf(
  catalogue: Pick<CatalogueService, 'schemaReport'>,
  tenant: TenantId,
  { content }: Work,
): Promise<WorkState> {
  const report = await catalogue.schemaReport(tenant, content.schema.digest);
  const { schema } = report;
  const review = reviewState(schema, content.rules);
  const { rest } = readOverlay(content.overlay, schema);
  // Names of codes that a list has lost harm nobody; lost questions and texts do.
  const overlayRest = rest.filter(
    ({ part, key }) => part === 'pages' || part === 'texts' || (part === 'values' && key === null),
  ).length;
  const points = openPoints(content, {
    missingLists: report.missing.map(({ name }) => name),
    testLists: report.testLists,
    overlayRest,
    review,
  });
  return { schema, report, review, overlayRest, points };
}
