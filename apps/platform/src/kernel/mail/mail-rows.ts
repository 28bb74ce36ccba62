import { sql } from 'kysely';
import { type Tx } from '../db/types.ts';

export interface MailRow {
  id: string;
  kind: string;
  tenant: string | null;
  sealed: Uint8Array;
}

export async function putMail(tx: Tx, mail: MailRow, now: Date): Promise<void> {
  await sql`select kernel.put_mail(${mail.id}::uuid, ${mail.kind}, ${mail.tenant}::uuid, ${Buffer.from(mail.sealed)},
    ${now})`.execute(tx);
}

export async function findMail(tx: Tx, id: string): Promise<{ kind: string; sealed: Buffer } | null> {
  const { rows } = await sql<{ kind: string; sealed: Buffer }>`
    select kind, sealed from kernel.find_mail(${id}::uuid)`.execute(tx);
  return rows[0] ?? null;
}

export async function deleteMail(tx: Tx, id: string): Promise<void> {
  await sql`select kernel.delete_mail(${id}::uuid)`.execute(tx);
}

export async function bounceMail(tx: Tx, id: string, smtpCode: number, now: Date): Promise<void> {
  await sql`select kernel.bounce_mail(${id}::uuid, ${smtpCode}::integer, ${now}::timestamptz)`.execute(tx);
}

export async function dueMails(tx: Tx, before: Date, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from kernel.due_mails(${before}::timestamptz, ${limit}::integer) as id`.execute(tx);
  return rows.map((row) => row.id);
}

export async function countWaitingMails(tx: Tx): Promise<{ waiting: number; oldest: Date | null }> {
  const { rows } = await sql<{ waiting: number; oldest: Date | null }>`
    select waiting, oldest from kernel.count_waiting_mails()`.execute(tx);
  return rows[0] ?? { waiting: 0, oldest: null };
}

export async function deleteMailsBefore(tx: Tx, before: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select kernel.delete_mails_before(${before}::timestamptz) as count`.execute(tx);
  return rows[0]?.count ?? 0;
}

export async function deleteMailBouncesBefore(tx: Tx, before: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select kernel.delete_mail_bounces_before(${before}::timestamptz) as count`.execute(tx);
  return rows[0]?.count ?? 0;
}
