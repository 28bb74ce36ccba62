import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { type StaffId, type TenantId } from '#kernel/ids';
import { type TenantLook } from '#modules/identity';
import { type OnboardingDeps } from './deps.ts';
import { cleanPicture, type PictureProblem } from './domain/picture.ts';
import { checkColours, type ColourFinding, type TownColours } from './domain/town-colours.ts';
import { deleteCoatOfArms, selectCoatOfArms, upsertCoatOfArms } from './store/look.ts';

interface By {
  tenant: TenantId;
  staff: StaffId;
}

export interface Looks {
  /** Null: saved; else what fails, and nothing is saved. */
  saveColours(by: By, colours: TownColours | null): Promise<readonly ColourFinding[]>;
  saveCoatOfArms(by: By, bytes: Buffer): Promise<PictureProblem | null>;
  removeCoatOfArms(by: By): Promise<void>;
  coatOfArms(tenant: TenantId, name: string): Promise<Buffer | null>;
}

function inflatedSize(data: Buffer, most: number): number | null {
  try {
    return inflateSync(data, { maxOutputLength: most + 1 }).length;
  } catch {
    return null;
  }
}

export function createLooks({ kernel, identity }: Pick<OnboardingDeps, 'kernel' | 'identity'>): Looks {
  const { db, clock, audit } = kernel;

  async function save(
    { tenant, staff }: By,
    change: Partial<TenantLook>,
    also: (tx: Parameters<Parameters<typeof db.tx>[1]>[0]) => Promise<void> = async () => undefined,
  ): Promise<void> {
    // Read anew: the look in the cache may be seconds old, and one part must not undo the other.
    identity.refreshTenants();
    const look = (await identity.tenant(tenant))?.look ?? { coatOfArms: null, colours: null };
    await db.tx({ tenant }, async (tx) => {
      await also(tx);
      await identity.saveTenantLook(tx, tenant, { ...look, ...change });
      await audit.record(tx, {
        tenant,
        action: 'onboarding.look-saved',
        actor: staff,
        actorKind: 'staff',
        subject: tenant,
      });
    });
    identity.refreshTenants();
  }

  return {
    async saveColours(by, colours) {
      const findings = colours === null ? [] : checkColours(colours);
      if (findings.length === 0) await save(by, { colours });
      return findings;
    },
    async saveCoatOfArms(by, bytes) {
      const picture = cleanPicture(bytes, inflatedSize);
      if (!picture.ok) return picture.problem;
      const name = `${createHash('sha256').update(picture.bytes).digest('hex')}.${picture.type}`;
      await save(by, { coatOfArms: name }, (tx) =>
        upsertCoatOfArms(tx, by.tenant, { name, content: picture.bytes, now: clock.now() }),
      );
      return null;
    },
    removeCoatOfArms: (by) => save(by, { coatOfArms: null }, (tx) => deleteCoatOfArms(tx, by.tenant)),
    coatOfArms: (tenant, name) => db.tx({}, (tx) => selectCoatOfArms(tx, tenant, name)),
  };
}
