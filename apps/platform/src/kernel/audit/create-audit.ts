import { type Clock } from '../clock/index.ts';
import { type Tx } from '../db/types.ts';
import { newUuid, type PersonId, type TenantId } from '../ids/index.ts';
import { type Secrets } from '../secrets/types.ts';
import { insertEntry, listEntries } from './audit-rows.ts';
import { type Audit, type AuditEntry } from './types.ts';

export interface AuditLine extends Omit<AuditEntry, 'personal'> {
  id: string;
  at: Date;
  /** 'erased' when the person's keys are destroyed. */
  personal: Record<string, string> | 'erased' | null;
}

export interface AuditReader extends Audit {
  /** Newest first; the transaction must carry the tenant. */
  list(tx: Tx, tenant: TenantId, limit?: number): Promise<AuditLine[]>;
}

const contextOf = (id: string): string => `kernel.audit_entry:${id}`;

/**
 * The personal part is sealed under the key of the pair tenant and person: a town's transaction reaches it without
 * carrying the person, and the person's erasure destroys it.
 */
export function createAudit(options: { secrets: Secrets; clock: Clock }): AuditReader {
  const { secrets, clock } = options;
  return {
    async record(tx, { personal, ...entry }) {
      const id = newUuid();
      const row = { id, at: clock.now(), entry, person: personal?.person ?? null };
      if (personal === undefined) return insertEntry(tx, { ...row, sealedPersonal: null });
      const key = await secrets.dataKey(tx, { tenant: entry.tenant, person: personal.person });
      const sealedPersonal = secrets.seal(key, JSON.stringify(personal.detail), contextOf(id));
      await insertEntry(tx, { ...row, sealedPersonal });
    },
    async list(tx, tenant, limit = 100) {
      const lines: AuditLine[] = [];
      for (const row of await listEntries(tx, tenant, limit)) {
        const { id, at, action, actor, subject, sealed_personal: sealed, person_id: person } = row;
        const line = { id, at, tenant, action, actor, actorKind: row.actor_kind, subject };
        if (sealed === null || person === null) {
          lines.push({ ...line, personal: null });
          continue;
        }
        const key = await secrets.findDataKey(tx, { tenant, person: parsePerson(person) });
        const personal = key === null ? null : openDetail(secrets.open(key, sealed, contextOf(id)));
        lines.push({ ...line, personal: personal ?? 'erased' });
      }
      return lines;
    },
  };
}

function parsePerson(value: string): PersonId {
  return value as PersonId;
}

function openDetail(bytes: Uint8Array): Record<string, string> {
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as Record<string, string>;
}
