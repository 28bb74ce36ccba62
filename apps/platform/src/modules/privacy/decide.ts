import { type Tx } from '#kernel/db';
import { AppError } from '#kernel/errors';
import { newUuid, type TenantId } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import * as rows from './store/decisions.ts';
import { type AssessedVersion, type Decision, type Officer } from './types.ts';

export interface NewDecision {
  tenant: TenantId;
  target: AssessedVersion;
  officer: Officer;
  /** The decision that was on the screen; undefined: whatever is in force. */
  basis: string | null | undefined;
  what: (previous: Decision | null) => Pick<Decision, 'kind' | 'deviations' | 'reason' | 'number'>;
}

/** Ends the decision in force and writes the next one, in the caller's transaction. */
export async function decide(
  { clock, audit }: Pick<Kernel, 'clock' | 'audit'>,
  tx: Tx,
  input: NewDecision,
): Promise<{ id: string }> {
  const { tenant, target, officer, basis } = input;
  const now = clock.now();
  const [current] = await rows.selectInForce(tx, tenant, [target.packageId]);
  const ended = await rows.supersede(tx, tenant, target.packageId, now);
  // Somebody may have decided between the reading and the update, or since the page was made.
  const stale = ended !== (current?.decision_id ?? null) || (basis !== undefined && ended !== basis);
  const id = newUuid();
  const inserted =
    !stale &&
    (await rows.insertDecision(tx, {
      ...input.what(current === undefined ? null : rows.toDecision(current)),
      decision_id: id,
      tenant_id: tenant,
      package_id: target.packageId,
      version_digest: target.digest,
      version: target.version,
      major: target.major,
      assessment_digest: target.assessmentDigest,
      officer_id: officer.staff,
      officer_name: officer.name,
      decided_at: now,
    }));
  if (!inserted) throw new AppError('conflict', 'privacy/decided-meanwhile');
  await audit.record(tx, {
    tenant,
    action: 'privacy.decide',
    actor: officer.staff,
    actorKind: 'staff',
    subject: id,
  });
  return { id };
}
