import { type Tenant } from '#modules/identity';
import { RefusedError } from './command.ts';
import { type CommandServices } from './services.ts';

/** Whose schemas and code lists a command is about: `--provider SLUG`, or the operator's, which serve everybody. */
export async function providerOf(
  { identity }: Pick<CommandServices, 'identity'>,
  slug: string | undefined,
): Promise<Tenant> {
  if (slug === undefined) return identity.operatorTenant();
  const tenant = await identity.tenantBySlug(slug);
  if (tenant === null) throw new RefusedError(`Kein Mandant „${slug}“. / No tenant "${slug}".`);
  return tenant;
}
