import { type Tx } from '#kernel/db';
import { type PersonId, type TenantId } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { type IdentityService } from '#modules/identity';
import { mailboxPaths } from './paths.ts';
import { mailboxTexts } from './texts/index.ts';

export type Notify = (tx: Tx, person: PersonId, tenant: TenantId) => Promise<void>;

/** Says that something waits and where, never what or from whom: mails are read by providers and on lock screens. */
export function createNotify(
  { mail, config }: Pick<Kernel, 'mail' | 'config'>,
  identity: Pick<IdentityService, 'personContact'>,
): Notify {
  const url = new URL(mailboxPaths.list, config.publicUrl).href;
  return async (tx, person, tenant) => {
    const { email, lang } = await identity.personContact(tx, person);
    if (email === null || email === '') return;
    const t = mailboxTexts(lang).mail;
    await mail.send(tx, {
      to: email,
      lang,
      subject: t.subject,
      text: t.text(url),
      kind: 'mailbox.new-message',
      tenant,
    });
  };
}
