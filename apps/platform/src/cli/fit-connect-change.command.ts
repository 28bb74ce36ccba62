import { parseArgs } from 'node:util';
import { type TenantId } from '#kernel/ids';
import { type Command, type CommandIo, RefusedError, UsageError } from './command.ts';
import { findTenant, withClients } from './fit-connect-clients.ts';

const text = { type: 'string' } as const;

async function tenantOf(io: CommandIo, slug: string | undefined): Promise<TenantId> {
  if (slug === undefined) throw new UsageError('--tenant ist nötig. / --tenant is needed.');
  return (await findTenant(io.env, slug)).id;
}

export const fitConnectListCommand: Command = {
  name: 'fit-connect client list',
  summary: 'list the clients of a tenant / die Clients eines Mandanten auflisten',
  usage: 'verbund fit-connect client list --tenant SLUG [--json]',
  async run(args, io) {
    const { values } = parseArgs({ args: [...args], options: { tenant: text } });
    const tenant = await tenantOf(io, values.tenant);
    const clients = await withClients(io.env, ({ clientsOf }) => clientsOf(tenant));
    const rows = clients.map(
      ({ client_id: clientId, name, roles, keys_here: ofThisPlatform, revoked_at: revoked }) => ({
        ...{ clientId, name, roles, ofThisPlatform },
        revokedAt: revoked?.toISOString() ?? null,
      }),
    );
    for (const row of rows) {
      const state = row.revokedAt === null ? 'aktiv / active' : `gesperrt / revoked ${row.revokedAt}`;
      io.print(`${row.clientId}  ${row.name}  ${row.roles.join(',')}  ${state}`);
    }
    io.result(rows);
    return 0;
  },
};

/** The client of the tenant, so that a mistyped id changes nothing of somebody else. */
async function chosen(args: readonly string[], io: CommandIo) {
  const { values } = parseArgs({ args: [...args], options: { tenant: text, client: text } });
  const tenant = await tenantOf(io, values.tenant);
  if (values.client === undefined) throw new UsageError('--client ist nötig. / --client is needed.');
  const clients = await withClients(io.env, ({ clientsOf }) => clientsOf(tenant));
  const client = clients.find(({ client_id: id }) => id === values.client);
  if (client === undefined)
    throw new RefusedError(`Kein Client dieses Mandanten / no client of this tenant: ${values.client}`);
  if (client.keys_here) {
    throw new RefusedError(
      'Dieser Client gehört zum Posteingang der Plattform. / This client belongs to the inbox of the platform.',
    );
  }
  return client;
}

export const fitConnectRotateCommand: Command = {
  name: 'fit-connect client rotate',
  summary: 'renew the secret of a client / das Geheimnis eines Clients erneuern',
  usage: `verbund fit-connect client rotate --tenant SLUG --client ID [--json]

The old secret and its access tokens end at once. The new one is shown once.`,
  async run(args, io) {
    const { client_id: clientId, secret_number: from } = await chosen(args, io);
    const clientSecret = await withClients(io.env, ({ rotateSecret }) => rotateSecret(clientId, from));
    io.print(`clientSecret: ${clientSecret}`);
    io.result({ clientId, clientSecret });
    return 0;
  },
};

export const fitConnectRevokeCommand: Command = {
  name: 'fit-connect client revoke',
  summary: 'revoke a client for good / einen Client endgültig sperren',
  usage: `verbund fit-connect client revoke --tenant SLUG --client ID [--json]

Running platforms take up to five seconds to notice. Destinations of the client remain.`,
  async run(args, io) {
    const { client_id: clientId, name } = await chosen(args, io);
    await withClients(io.env, ({ revokeClient }) => revokeClient(clientId));
    io.print(`Gesperrt / revoked: ${name}`);
    io.result({ clientId });
    return 0;
  },
};
