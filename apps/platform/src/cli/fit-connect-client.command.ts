import { parseArgs } from 'node:util';
import { systemClock } from '#kernel/clock';
import { createDatabase, openDatabase, prepareDatabase } from '#kernel/db';
import { type ClientRole } from '#kernel/fit-connect';
import { type TenantId } from '#kernel/ids';
import { createOAuth } from '#modules/transport';
import { commandConfig } from './command-config.ts';
import { type Command, RefusedError, UsageError } from './command.ts';
import { withServices } from './services.ts';

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

The secret is shown once. Destinations that the client creates are its own.`,
  async run(args, io) {
    const input = readArguments(args);
    const tenant = input.tenantSlug === undefined ? null : await findTenant(io.env, input.tenantSlug);
    const { clientId, clientSecret } = await create(io.env, input, tenant);
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

function findTenant(env: NodeJS.ProcessEnv, slug: string): Promise<TenantId> {
  return withServices(env, async ({ identity }) => {
    const tenant = await identity.tenantBySlug(slug);
    if (tenant === null) throw new RefusedError(`Kein Mandant / no tenant: ${slug}`);
    return tenant.id;
  });
}

async function create(env: NodeJS.ProcessEnv, input: Input, tenant: TenantId | null) {
  const config = commandConfig(env, ['transport']);
  const running = await openDatabase(config);
  try {
    if (running.kind !== 'attached') await prepareDatabase(running.urls);
    const url = running.urls.transport;
    if (url === null) throw new RefusedError('VERBUND_TRANSPORT_DATABASE_URL fehlt. / is missing.');
    const db = createDatabase(url, { max: 1, applicationName: 'verbund command' });
    try {
      return await createOAuth({ db, clock: systemClock }).createClient({
        name: input.name,
        roles: input.roles,
        tenant,
      });
    } finally {
      await db.close();
    }
  } finally {
    await running.stop();
  }
}
