import { type Overlay, type OverlayRest, readOverlay, type SchemaModel } from '@verbund/xdatenfelder';
import { type RuleDecisions, ruleKeys } from '#modules/catalogue';
import { schemaUriOf } from './new-work.ts';
import { type WorkContent, type WorkSchema } from '../types.ts';

/**
 * Another file of the schema under the same work. Nothing is thrown away: overlay entries without a place and decisions
 * about words that have changed stay where they are, without effect, and are named for a person to decide on.
 */
export function carryOver(
  content: WorkContent,
  before: SchemaModel,
  after: SchemaModel,
  imported: WorkSchema,
): WorkContent {
  const { overlay, rest } = readOverlay(content.overlay, after);
  const { kept, lost } = sortDecisions(content.rules, after);
  const sameUri = content.delivery.schemaUri === schemaUriOf(before);
  return {
    ...content,
    schema: imported,
    // Who accepted an open queue has accepted that one, not this.
    rules: { ...content.rules, acceptance: null },
    // A name of one's own stays, the one made from the schema follows its version.
    delivery: { ...content.delivery, ...(sameUri ? { schemaUri: schemaUriOf(after) } : {}) },
    carried: {
      fromVersion: content.schema.version,
      fromDigest: content.schema.digest,
      lostOverlay: [...new Set(rest.map(placeOf))],
      keptOverlay: countEntries(overlay) - rest.filter(({ part, key }) => part === 'values' && key !== null).length,
      lostRules: lost,
      keptRules: kept,
    },
  };
}

export function placeOf({ part, path, key }: OverlayRest): string {
  return part === 'values' && key !== null ? `${path} = ${key}` : path;
}

function countEntries(overlay: Overlay): number {
  const pages = (overlay.pages ?? []).reduce((sum, page) => sum + page.nodes.length, 0);
  const values = Object.values(overlay.values ?? {}).reduce((sum, names) => sum + Object.keys(names).length, 0);
  return pages + values + Object.keys(overlay.texts ?? {}).length + Object.keys(overlay.prefill ?? {}).length;
}

function sortDecisions(decisions: RuleDecisions, after: SchemaModel): { kept: number; lost: string[] } {
  const keys = ruleKeys(after);
  const textOf = new Map(after.rules.map((rule, at) => [keys[at] ?? '', rule.text]));
  const entries = Object.entries(decisions.texts);
  const lost = entries.filter(([key, { text }]) => textOf.get(key) !== text).map(([key]) => key);
  return { kept: entries.length - lost.length, lost };
}
