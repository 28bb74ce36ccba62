import { type Tx } from '#kernel/db';
import { AppError } from '#kernel/errors';
import { type TenantId } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { roleActions } from '#modules/identity';
import { insertHistory } from './store/papers.ts';
import { type Actor, type AdoptionCase } from './types.ts';

/** The platform itself, for what follows from facts alone. */
export const platformActor: Actor = { staff: null, name: 'Plattform', actions: new Set() };

/** The command line of the installation: whoever runs it may do what the town's own people may. */
export const commandActor: Actor = {
  staff: null,
  name: 'Kommandozeile',
  actions: new Set<string>(Object.values(roleActions).flat()),
};

export function demand(by: Actor, action: string | null): void {
  if (!by.actions.has(action ?? 'adoption.manage')) throw new AppError('forbidden', 'adoption/not-your-part');
}

/** One line for the people in the case's history, one for the audit: no act without both. */
export async function record(
  { audit, clock }: Pick<Kernel, 'audit' | 'clock'>,
  tx: Tx,
  act: {
    found: Pick<AdoptionCase, 'id' | 'tenant'>;
    actorTenant?: TenantId;
    by: Actor;
    what: string;
    detail?: Readonly<Record<string, string>>;
  },
): Promise<void> {
  const { found, by, what, detail = {} } = act;
  const actorTenant = act.actorTenant ?? found.tenant;
  const entry = { tenant: found.tenant, caseId: found.id, actorTenant, at: clock.now(), what, detail, by: by.name };
  await insertHistory(tx, entry);
  await audit.record(tx, {
    tenant: actorTenant,
    action: `adoption.${what}`,
    actor: by.staff ?? 'platform',
    actorKind: by.staff === null ? 'system' : 'staff',
    subject: found.id,
  });
}
