import { type Tx } from '#kernel/db';
import { type PersonId, type TenantId } from '#kernel/ids';

export interface MailboxService {
  /** One thread per case, opened with the application, before a case id exists. Owner of tx: the person. */
  openThread(
    tx: Tx,
    thread: {
      applicationId: string;
      person: PersonId;
      tenant: TenantId;
      destinationId: string;
      publicService: { identifier: string; name: string };
      title: string;
      reference: string;
    },
  ): Promise<{ threadId: string }>;
  threadOf(tx: Tx, applicationId: string): Promise<{ threadId: string; unread: number } | null>;
  unreadCount(person: PersonId): Promise<number>;
}
