import { createHash } from 'node:crypto';
import { AppError } from '#kernel/errors';
import { type Lang, type StaffId, type TenantId } from '#kernel/ids';
import { type LegalPageKind, type Tenant } from '#modules/identity';
import { type OnboardingDeps } from './deps.ts';
import { gapsOf, generatedPage } from './domain/legal-texts.ts';
import { confirmDraft, type DraftRow, selectDrafts, upsertDraft } from './store/legal-drafts.ts';
import { saveLegalFacts, selectLegalFacts } from './store/towns.ts';
import { type LegalDraft, type LegalFacts } from './types.ts';

const legalKinds: readonly LegalPageKind[] = ['impressum', 'datenschutz', 'barrierefreiheit', 'leichte-sprache'];

export interface LegalDrafts {
  /** With the address to which the invitation went, for proposals. */
  facts(tenant: TenantId): Promise<(LegalFacts & { adminEmail: string }) | null>;
  saveFacts(
    by: { tenant: TenantId; staff: StaffId },
    facts: Pick<Tenant, 'officialName' | 'contact'>,
    legal: LegalFacts,
  ): Promise<void>;
  /** All pages in German, then in English. */
  drafts(tenant: Tenant): Promise<readonly LegalDraft[]>;
  draft(tenant: Tenant, kind: LegalPageKind, lang: Lang): Promise<LegalDraft>;
  /** Keeps a changed text as a draft; an empty one goes back to what the facts say. */
  change(tenant: Tenant, draft: { kind: LegalPageKind; lang: Lang; body: string }): Promise<void>;
  /**
   * Makes the texts public that a person has read. Refused with 'onboarding/draft-changed' when one of them is another
   * by now than the one that was shown, with 'onboarding/draft-gaps' while one has gaps.
   */
  confirm(
    tenant: Tenant,
    read: readonly { kind: LegalPageKind; lang: Lang; digest: string }[],
    staff: StaffId,
  ): Promise<void>;
}

/** Of what was shown: who confirms has read exactly this. */
export function draftDigest(body: string): string {
  return createHash('sha256').update(body).digest('hex');
}

export function createLegalDrafts({ kernel, identity }: Pick<OnboardingDeps, 'kernel' | 'identity'>): LegalDrafts {
  const { db, clock, audit } = kernel;

  async function draftOf(
    tenant: Tenant,
    rows: readonly DraftRow[],
    generated: (kind: LegalPageKind, lang: Lang) => string,
    { kind, lang }: { kind: LegalPageKind; lang: Lang },
  ): Promise<LegalDraft> {
    const row = rows.find((one) => one.kind === kind && one.lang === lang);
    const body = row?.body ?? generated(kind, lang);
    const shown = (await identity.legalPage(tenant.id, kind, lang))?.body.trim() ?? '';
    return {
      kind,
      lang,
      body,
      isChanged: row?.body != null,
      gaps: gapsOf(body),
      state: shown === '' ? 'draft' : shown === body ? 'public' : 'differs',
      confirmedAt: shown === body ? (row?.confirmed_at ?? null) : null,
    };
  }

  async function all(tenant: Tenant): Promise<readonly LegalDraft[]> {
    const { rows, facts } = await db.tx({ tenant: tenant.id }, async (tx) => ({
      rows: await selectDrafts(tx, tenant.id),
      facts: await selectLegalFacts(tx, tenant.id),
    }));
    const source = { ...tenant, representative: '', privacyContact: '', ...facts };
    const wanted = (['de', 'en'] as const).flatMap((lang) => legalKinds.map((kind) => ({ kind, lang })));
    const generated = (kind: LegalPageKind, lang: Lang): string => generatedPage(kind, lang, source);
    return Promise.all(wanted.map((one) => draftOf(tenant, rows, generated, one)));
  }

  async function draft(tenant: Tenant, kind: LegalPageKind, lang: Lang): Promise<LegalDraft> {
    const found = (await all(tenant)).find((one) => one.kind === kind && one.lang === lang);
    if (found === undefined) throw new AppError('not-found', 'onboarding/not-found');
    return found;
  }

  return {
    ...factsPart({ kernel, identity }),
    drafts: all,
    draft,
    async change(tenant, { kind, lang, body }) {
      await db.tx({ tenant: tenant.id }, (tx) =>
        upsertDraft(tx, tenant.id, { kind, lang, body: body === '' ? null : body }),
      );
    },
    async confirm(tenant, read, staff) {
      const current = await all(tenant);
      const texts = read.map(({ kind, lang, digest }) => {
        const one = current.find((candidate) => candidate.kind === kind && candidate.lang === lang);
        if (one === undefined) throw new AppError('not-found', 'onboarding/not-found');
        if (draftDigest(one.body) !== digest) throw new AppError('conflict', 'onboarding/draft-changed');
        if (one.gaps.length > 0) throw new AppError('conflict', 'onboarding/draft-gaps');
        return { kind, lang, digest, body: one.body };
      });
      await db.tx({ tenant: tenant.id }, async (tx) => {
        for (const { kind, lang, body, digest } of texts) {
          await identity.saveLegalPage(tx, tenant.id, { kind, lang, body });
          await confirmDraft(tx, tenant.id, { kind, lang, digest, staff, now: clock.now() });
          await audit.record(tx, {
            tenant: tenant.id,
            action: `onboarding.legal-page-confirmed`,
            actor: staff,
            actorKind: 'staff',
            subject: `${kind}/${lang}`,
          });
        }
      });
    },
  };
}

/** Facts of the town and those that only the mandatory pages need, saved together. */
function factsPart({
  kernel,
  identity,
}: Pick<OnboardingDeps, 'kernel' | 'identity'>): Pick<LegalDrafts, 'facts' | 'saveFacts'> {
  const { db, clock, audit } = kernel;
  return {
    facts: (tenant) => db.tx({ tenant }, (tx) => selectLegalFacts(tx, tenant)),
    async saveFacts({ tenant, staff }, facts, legal) {
      await db.tx({ tenant }, async (tx) => {
        await identity.saveTenantFacts(tx, tenant, facts);
        await saveLegalFacts(tx, tenant, legal, clock.now());
        await audit.record(tx, {
          tenant,
          action: 'onboarding.facts-saved',
          actor: staff,
          actorKind: 'staff',
          subject: tenant,
        });
      });
      identity.refreshTenants();
    },
  };
}
