import { AppError } from '#kernel/errors';
import { type TenantId } from '#kernel/ids';
import { type Area, type Ars, isFreeSlug, parseArs, slugify } from '#modules/catalogue';
import { type Role } from '#modules/identity';
import { type OnboardingDeps } from './deps.ts';
import { mayCreateAt } from './domain/reach.ts';
import { officialNameOf, tenantKindOf } from './domain/town-facts.ts';
import { onboardingPaths } from './paths.ts';
import { insertTown } from './store/towns.ts';
import { type Maker, type OnboardingService, type TownPlan } from './types.ts';

type CreateDeps = Pick<OnboardingDeps, 'identity'> & {
  kernel: Pick<OnboardingDeps['kernel'], 'db' | 'clock' | 'audit'>;
  catalogue: Pick<OnboardingDeps['catalogue'], 'area' | 'areaBySlug'>;
};

/**
 * The first person of a small town does everything until colleagues are invited; her page says so. A data protection
 * officer must not stay the one who decides (Art. 38(6) GDPR).
 */
const firstRoles: readonly Role[] = [
  'admin',
  'case-worker',
  'coordinator',
  'data-protection',
  'security-officer',
  'treasurer',
];

function placeBeyond(ars: Ars, name: string): Area {
  return { ars, kind: 'town', name, designation: name, population: 0, slug: slugify(name) };
}

/** The one way to a new town, for pages, lists and the command line. */
export function createTownMaker(deps: CreateDeps): Pick<OnboardingService, 'plan' | 'createTown'> {
  const { identity, catalogue, kernel } = deps;

  /** `name`: of a place that the catalogue does not have; then the tenant has no town page until the catalogue has it. */
  async function areaInReach(by: Maker, text: string, name: string | null): Promise<Area> {
    const ars = parseArs(text);
    const known = ars === undefined ? null : await catalogue.area(ars);
    const area = known ?? (ars === undefined || name === null ? null : placeBeyond(ars, name));
    if (ars === undefined || area === null) {
      throw new AppError('invalid', 'onboarding/area-unknown', { detail: `No area with the regional key ${text}.` });
    }
    if (by !== null) {
      const maker = await identity.tenant(by.tenant);
      if (maker === null || !mayCreateAt(maker, ars)) throw new AppError('forbidden', 'onboarding/area-out-of-reach');
    }
    if ((await identity.tenantByArs(ars)) !== null) {
      throw new AppError('conflict', 'identity/tenant-exists', {
        detail: `A tenant with the key ${ars} exists already.`,
      });
    }
    return area;
  }

  async function assertFreeAddress(slug: string, ars: Ars): Promise<void> {
    // Another area's page stands at its slug; a tenant there would hide it.
    const holder = await catalogue.areaBySlug(slug);
    if (!isFreeSlug(slug) || (holder !== null && holder.ars !== ars)) {
      throw new AppError('conflict', 'onboarding/address-taken', { detail: `The address "${slug}" is not free.` });
    }
    if ((await identity.tenantBySlug(slug)) !== null) {
      throw new AppError('conflict', 'identity/tenant-exists', { detail: `A tenant at "${slug}" exists already.` });
    }
  }

  async function planOf(area: Area): Promise<TownPlan> {
    const parent = area.parent === undefined ? null : await catalogue.area(area.parent);
    return {
      ars: area.ars,
      kind: tenantKindOf(area.kind),
      name: area.name,
      officialName: officialNameOf(area),
      slug: area.slug,
      postcode: area.postcode ?? '',
      population: area.population,
      parent: parent?.designation ?? '',
    };
  }

  return {
    plan: async (by, ars) => planOf(await areaInReach(by, ars, null)),
    async createTown({ ars, adminEmail, by, facts, access, lang }) {
      const area = await areaInReach(by, ars, by === null ? (facts?.name ?? null) : null);
      const plan = { ...(await planOf(area)), ...facts };
      await assertFreeAddress(plan.slug, area.ars);
      const coordinator = by === null || access !== true ? null : await coordinatorOf(deps, by);
      const made = await identity.createTenant({
        kind: plan.kind,
        ars: area.ars,
        slug: plan.slug,
        name: plan.name,
        officialName: plan.officialName,
        contact: { postcode: plan.postcode, city: plan.name },
        adminEmail,
        adminRoles: firstRoles,
        landing: onboardingPaths.setUp,
        ...(lang === undefined ? {} : { lang }),
        async also(tx, town) {
          const maker = by?.tenant ?? null;
          await insertTown(tx, { tenant: town.id, maker, adminEmail, now: kernel.clock.now() });
          if (coordinator !== null) await identity.grantAccess(tx, { town: town.id, coordinator });
        },
      });
      await record(deps, by, made.tenant.id);
      return made;
    },
  };
}

function coordinatorOf({ kernel, identity }: CreateDeps, { tenant, staff }: NonNullable<Maker>) {
  return kernel.db.tx({ tenant }, (tx) => identity.coordinatorOf(tx, tenant, staff));
}

async function record({ kernel }: CreateDeps, by: Maker, town: TenantId): Promise<void> {
  if (by === null) return;
  const { tenant, staff } = by;
  await kernel.db.tx({ tenant }, (tx) =>
    kernel.audit.record(tx, {
      tenant,
      action: 'onboarding.town-created',
      actor: staff,
      actorKind: 'staff',
      subject: town,
    }),
  );
}
