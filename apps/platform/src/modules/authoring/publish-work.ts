import { applyOverlay, diffSchemas, readOverlay, type SchemaDiff, type SchemaModel } from '@verbund/xdatenfelder';
import { type CatalogueService, type CompiledForm, parseManifest, type ServiceManifest } from '#modules/catalogue';
import { type Tenant } from '#modules/identity';
import { changedParts, type ManifestPart } from './domain/changed-parts.ts';
import { failingTests } from './domain/kept-tests.ts';
import { type OpenPoint } from './domain/open-points.ts';
import { toManifest } from './domain/to-manifest.ts';
import { type Proposal, proposeVersion, stepOf } from './domain/version-number.ts';
import { type Work } from './types.ts';
import { stateOf, type WorkState } from './work-state.ts';

export interface Base {
  manifest: ServiceManifest;
  schema: SchemaModel;
  diff: SchemaDiff;
}

export interface Plan {
  state: WorkState;
  /** Numbers that this provider has published under the address of the service. */
  published: readonly string[];
  proposal: Proposal;
  /** The version that it is compared with; null for the first one. */
  base: Base | null;
  parts: readonly ManifestPart[];
  /** Members that the manifest refuses although no open point names them. */
  invalid: readonly string[];
  /** The manifest under a number; only when nothing is open and nothing invalid. */
  manifest(version: string): ServiceManifest | null;
}

/** What publication of a work would mean, and whether it may. */
export async function planPublication(
  catalogue: Pick<CatalogueService, 'schemaReport' | 'manifest' | 'versionsOf'>,
  provider: Tenant,
  work: Work,
  today: string,
): Promise<Plan> {
  const worked = await stateOf(catalogue, provider.id, work);
  const failing = failingTests(formOf(work, worked), work.content.tests);
  const points = failing.map(({ name }): OpenPoint => ({ kind: 'test-failing', name }));
  const state = { ...worked, points: [...worked.points, ...points] };
  const { slug } = work.content.service;
  const versions = slug === '' ? [] : await catalogue.versionsOf(provider.id, slug);
  const published = versions.map(({ version }) => version);
  const baseDigest = work.baseVersionDigest ?? versions[0]?.digest ?? null;
  const base = baseDigest === null ? null : await baseOf(catalogue, provider, baseDigest, state.schema);
  const parsed = (version: string) =>
    parseManifest(toManifest(work.content, state.schema, provider, { version, today }));
  const trial = parsed('1.0.0');
  const parts = base === null || !trial.ok ? [] : changedParts(base.manifest, trial.manifest);
  const step =
    base === null
      ? 'first'
      : stepOf(
          {
            schema: base.manifest.schema.digest === work.content.schema.digest ? null : base.diff,
            rulesDiffer: parts.includes('rules'),
            schemaUriDiffers: base.manifest.delivery.schemaUri !== work.content.delivery.schemaUri,
          },
          state.schema,
        );
  // A fact that is open is a member that is invalid; it is named once, in words.
  const invalid =
    trial.ok || state.points.some(({ kind }) => kind === 'fact') ? [] : trial.findings.map(({ path }) => path);
  const isFree = state.points.length === 0 && trial.ok;
  return {
    state,
    published,
    proposal: proposeVersion(published, step),
    base,
    parts,
    invalid,
    manifest(version) {
      const result = isFree ? parsed(version) : null;
      return result?.ok === true ? result.manifest : null;
    },
  };
}

/** As the version would run it. */
function formOf({ content }: Work, { schema, review }: WorkState): CompiledForm {
  const { overlay } = readOverlay(content.overlay, schema);
  return { digest: '', schema, form: applyOverlay(schema, overlay), rules: review.ruleSet };
}

async function baseOf(
  catalogue: Pick<CatalogueService, 'schemaReport' | 'manifest'>,
  provider: Tenant,
  digest: string,
  after: SchemaModel,
): Promise<Base | null> {
  const manifest = await catalogue.manifest(digest);
  if (manifest === null) return null;
  const { schema } = await catalogue.schemaReport(provider.id, manifest.schema.digest);
  return { manifest, schema, diff: diffSchemas(schema, after) };
}
