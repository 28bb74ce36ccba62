import { initialAnswers } from '@verbund/xdatenfelder';
import { AppError } from '#kernel/errors';
import { newUuid, type PersonId } from '#kernel/ids';
import { type Offering, publicServiceOf } from '#modules/catalogue';
import { type FormsDeps } from './deps.ts';
import { emptyContent } from './domain/draft-content.ts';
import { prefilled, prefillMap } from './domain/prefill.ts';
import { expiry, sealDraft } from './drafts.ts';
import { insertDraft, selectDrafts } from './store/drafts.ts';
import { type Pinned } from './types.ts';

const maxDrafts = 50;

export function isOpenFor(offering: Offering | null, now: Date): offering is Offering {
  if (offering === null || !offering.live) return false;
  return offering.validFrom <= now && (offering.validUntil === null || now < offering.validUntil);
}

function pin(offering: Offering, townSlug: string): Pinned {
  const { manifest } = offering;
  return {
    service: manifest.service.name,
    serviceSlug: offering.serviceSlug,
    townSlug,
    publicService: publicServiceOf(manifest),
    declaration: manifest.declaration,
    schemaUri: manifest.delivery.schemaUri,
    summaryPdf: manifest.delivery.summaryPdf,
    area: offering.area,
    receiptInstant: offering.receiptInstant,
    facts: prefillMap(manifest.overlay),
  };
}

export type StartDraft = (
  person: PersonId,
  town: string,
  service: string,
) => Promise<{ draft: string; firstPage: string }>;

export function createStartDraft({ kernel, catalogue, identity }: FormsDeps): StartDraft {
  const { db, secrets, clock } = kernel;

  /** Nobody sends something real into a test system, and no made-up person sends anything to a real authority. */
  async function assertRightWorld(offering: Offering, person: PersonId): Promise<void> {
    const sandbox = await identity.sandboxes.of(person);
    const wanted = offering.tenant.isSandbox === true ? offering.tenant.id : null;
    if (sandbox === wanted) return;
    throw new AppError('forbidden', wanted === null ? 'forms/test-person' : 'forms/test-system');
  }

  return async (person, town, service) => {
    const now = clock.now();
    const offering = await catalogue.offeringBySlug(town, service);
    if (!isOpenFor(offering, now)) throw new AppError('not-found', 'forms/offering-not-found');
    await assertRightWorld(offering, person);
    const compiled = await catalogue.compiledForm(offering.versionDigest);
    const firstPage = compiled.form.pages[0]?.id ?? '';
    return db.tx({ person }, async (tx) => {
      const drafts = await selectDrafts(tx, person);
      // A double click on "start" must not leave two drafts behind.
      const untouched = drafts.find(
        (head) =>
          head.offering_id === offering.id && head.version_digest === offering.versionDigest && head.revision === 0,
      );
      if (untouched !== undefined) return { draft: untouched.draft_id, firstPage };
      if (drafts.length >= maxDrafts)
        throw new AppError('conflict', 'forms/too-many-drafts', { params: { max: maxDrafts } });
      const draft = newUuid();
      const facts = await identity.personFacts(tx, person);
      const content = emptyContent(
        initialAnswers(compiled.schema),
        prefilled(compiled.schema, offering.manifest.overlay, facts),
      );
      await insertDraft(tx, {
        draft_id: draft,
        person_id: person,
        tenant_id: offering.tenant.id,
        offering_id: offering.id,
        version_digest: offering.versionDigest,
        pinned: pin(offering, town),
        content: await sealDraft(secrets, tx, { person, draft }, content),
        revision: 0,
        edited_at: now,
        expires_on: expiry(now),
      });
      return { draft, firstPage };
    });
  };
}
