import { parseArgs } from 'node:util';
import { type ClientRole } from '#kernel/fit-connect';
import { regionOfKey } from '#modules/transport';
import { type Command, UsageError } from './command.ts';
import { findTenant, withClients } from './fit-connect-clients.ts';

const knownRoles: readonly ClientRole[] = ['sender', 'subscriber', 'manager'];

interface Input {
  name: string;
  roles: readonly ClientRole[];
  tenantSlug: string | undefined;
}

export const fitConnectClientCommand: Command = {
  name: 'fit-connect client create',
  summary: 'make a client of the delivery service / einen Client des Zustelldienstes anlegen',
  usage: `verbund fit-connect client create --name N --roles ${knownRoles.join(',')} [--tenant SLUG] [--json]

The secret is shown once. Destinations that the client creates are its own. With --tenant they may offer services in the
area of that tenant only; without it, or for a tenant without an area, everywhere.`,
  async run(args, io) {
    const input = readArguments(args);
    const tenant = input.tenantSlug === undefined ? null : await findTenant(io.env, input.tenantSlug);
    const { clientId, clientSecret } = await withClients(io.env, (clients) =>
      clients.createClient({
        ...{ name: input.name, roles: input.roles },
        ...{ tenant: tenant?.id ?? null, region: regionOfKey(tenant?.ars ?? null) },
      }),
    );
    io.print(`clientId:     ${clientId}`);
    io.print(`clientSecret: ${clientSecret}`);
    io.result({ clientId, clientSecret });
    return 0;
  },
};

function readArguments(args: readonly string[]): Input {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ args: [...args], options: { name: text, roles: text, tenant: text } });
  const name = values.name?.trim() ?? '';
  if (name === '' || values.roles === undefined) {
    throw new UsageError('--name und --roles sind nötig. / --name and --roles are needed.');
  }
  const roles = values.roles.split(',').map((part) => {
    const role = knownRoles.find((known) => known === part.trim());
    if (role === undefined) throw new UsageError(`Unbekannte Rolle / unknown role: ${part}. ${knownRoles.join(', ')}`);
    return role;
  });
  return { name, roles, tenantSlug: values.tenant };
}
