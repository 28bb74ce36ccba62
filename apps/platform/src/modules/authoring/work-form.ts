import { createHash } from 'node:crypto';
import { applyOverlay, type Overlay, type OverlayRest, readOverlay, type SchemaModel } from '@verbund/xdatenfelder';
import { LRUCache } from 'lru-cache';
import { type TenantId } from '#kernel/ids';
import {
  canonicalJson,
  type CatalogueService,
  type CompiledForm,
  type ReviewState,
  reviewState,
} from '#modules/catalogue';
import { formDigest } from './domain/form-digest.ts';
import { type WorkContent } from './types.ts';

/** The running form of a work as it stands, before anybody published it. */
export interface WorkForm extends CompiledForm {
  overlay: Overlay;
  /** Entries of the overlay that the schema has no place for. */
  rest: readonly OverlayRest[];
  review: ReviewState;
}

export interface WorkForms {
  of(tenant: TenantId, content: WorkContent): Promise<WorkForm>;
}

/** Few people edit at a time, and each edit makes another form. */
const kept = 20;

/**
 * Forms of works, kept in memory: reading a large schema and its rules takes longer than a page may. Schemas are immutable
 * by their digest; rules change more seldom than texts, so they are kept on their own.
 */
export function createWorkForms(catalogue: Pick<CatalogueService, 'schemaReport'>): WorkForms {
  const schemas = new LRUCache<string, SchemaModel>({ max: kept });
  const reviews = new LRUCache<string, ReviewState>({ max: kept });
  const forms = new LRUCache<string, WorkForm>({ max: kept });

  async function schemaOf(tenant: TenantId, digest: string): Promise<SchemaModel> {
    const known = schemas.get(digest);
    if (known !== undefined) return known;
    const { schema } = await catalogue.schemaReport(tenant, digest);
    schemas.set(digest, schema);
    return schema;
  }

  function reviewOf(schema: SchemaModel, { schema: { digest }, rules }: WorkContent): ReviewState {
    const key = `${digest} ${createHash('sha256').update(canonicalJson(rules)).digest('hex')}`;
    const known = reviews.get(key);
    if (known !== undefined) return known;
    const review = reviewState(schema, rules);
    reviews.set(key, review);
    return review;
  }

  return {
    async of(tenant, content) {
      const schema = await schemaOf(tenant, content.schema.digest);
      const digest = formDigest(content);
      const known = forms.get(digest);
      // The same model object as before: its derived schema is compiled once per object.
      if (known?.schema === schema) return known;
      const review = reviewOf(schema, content);
      const { overlay, rest } = readOverlay(content.overlay, schema);
      const form = applyOverlay(schema, overlay);
      const made: WorkForm = { digest, schema, form, rules: review.ruleSet, overlay, rest, review };
      forms.set(digest, made);
      return made;
    },
  };
}
