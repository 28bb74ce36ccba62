import { parseArgs } from 'node:util';
import { parseArs } from '#modules/catalogue';
import { createTownMaker } from '#modules/onboarding';
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

/** The same way as the pages of co-ordinators; an area that the catalogue does not know gets no town page. */
async function create(services: CommandServices, { ars, name, admin, slug }: Input) {
  const facts = { name, officialName: name, ...(slug === undefined ? {} : { slug }) };
  return createTownMaker(services).createTown({ ars, adminEmail: admin, by: null, facts });
}
