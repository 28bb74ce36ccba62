import { parseArgs } from 'node:util';
import { AppError } from '#kernel/errors';
import { type Area, isFreeSlug, parseArs, slugify } from '#modules/catalogue';
import { type TenantKind } from '#modules/identity';
import { type Command, RefusedError, UsageError } from './command.ts';
import { type CommandServices, withServices } from './services.ts';

interface Input {
  ars: string;
  name: string;
  admin: string;
  slug: string | undefined;
}

export const tenantCreateCommand: Command = {
  name: 'tenant create',
  summary: 'create a tenant and invite its administrator / Mandanten anlegen und Verwaltung einladen',
  usage: 'verbund tenant create --ars N --name N --admin MAIL [--slug SLUG] [--json]',
  async run(args, io) {
    const input = readArguments(args);
    const created = await withServices(io.env, (services) => create(services, input));
    const { tenant, invitationUrl } = created;
    io.print(`${tenant.name} (${tenant.slug}): ${tenant.id}`);
    io.print(`Einladung für / invitation for ${input.admin}: ${invitationUrl ?? ''}`);
    io.result({
      id: tenant.id,
      slug: tenant.slug,
      kind: tenant.kind,
      ars: tenant.ars,
      name: tenant.name,
      invitationUrl,
    });
    return 0;
  },
};

function readArguments(args: readonly string[]): Input {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ args: [...args], options: { ars: text, name: text, admin: text, slug: text } });
  const { name, admin, slug } = values;
  if (values.ars === undefined || name === undefined || admin === undefined) {
    throw new UsageError('--ars, --name und --admin sind nötig. / --ars, --name and --admin are needed.');
  }
  const ars = parseArs(values.ars);
  if (ars === undefined) throw new RefusedError(`Kein Regionalschlüssel / not a regional key: ${values.ars}`);
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(admin))
    throw new RefusedError(`Keine Mailadresse / not a mail address: ${admin}`);
  if (name.trim() === '') throw new RefusedError('Der Name ist leer. / The name is empty.');
  return { ars, name: name.trim(), admin, slug };
}

async function create(services: CommandServices, input: Input) {
  const area = await services.catalogue.area(input.ars);
  const slug = input.slug ?? area?.slug ?? slugify(input.name);
  if (!isFreeSlug(slug)) throw new RefusedError(`Die Adresse ist nicht frei / the address is not free: ${slug}`);
  // Another area's page stands at its slug; a tenant there would hide it.
  const holder = await services.catalogue.areaBySlug(slug);
  if (holder !== null && holder.ars !== input.ars) {
    throw new RefusedError(
      `Die Adresse „${slug}“ gehört zu ${holder.designation}. / The address belongs to another area.`,
    );
  }
  if (
    (await services.identity.tenantByArs(input.ars)) !== null ||
    (await services.identity.tenantBySlug(slug)) !== null
  ) {
    const detail = `Diesen Mandanten gibt es schon / this tenant exists already: ${slug} (${input.ars})`;
    throw new AppError('conflict', 'identity/tenant-exists', { detail });
  }
  const kind = kindOf(area);
  return services.identity.createTenant({ kind, ars: input.ars, slug, name: input.name, adminEmail: input.admin });
}

function kindOf(area: Area | null): TenantKind {
  switch (area?.kind) {
    case 'district':
      return 'district';
    case 'state':
    case 'region':
      return 'state';
    default:
      return 'town';
  }
}
