import { type Tx } from '../db/types.ts';
import { type PersonId, type TenantId } from '../ids/index.ts';

export interface AuditEntry {
  tenant: TenantId;
  /** e.g. 'casework.case-read' */
  action: string;
  /** Staff, client or operator id. */
  actor: string;
  actorKind: 'staff' | 'client' | 'operator' | 'system';
  /** Id of what was touched, never content. */
  subject: string;
  /** Personal details, sealed under the person's own key so that erasure destroys them. */
  personal?: { person: PersonId; detail: Record<string, string> };
}

export interface Audit {
  /** In the transaction of the act: no access without its record. */
  record(tx: Tx, entry: AuditEntry): Promise<void>;
}
