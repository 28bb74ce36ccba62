import { systemClock } from '#kernel/clock';
import { createDatabase, openDatabase, prepareDatabase } from '#kernel/db';
import { type Tenant } from '#modules/identity';
import { createOAuth } from '#modules/transport';
import { commandConfig } from './command-config.ts';
import { RefusedError } from './command.ts';
import { withServices } from './services.ts';

type Clients = ReturnType<typeof createOAuth>;

export function findTenant(env: NodeJS.ProcessEnv, slug: string): Promise<Tenant> {
  return withServices(env, async ({ identity }) => {
    const tenant = await identity.tenantBySlug(slug);
    if (tenant === null) throw new RefusedError(`Kein Mandant / no tenant: ${slug}`);
    return tenant;
  });
}

/** The clients of the delivery service with its own login; neither the master key nor another login is needed. */
export async function withClients<T>(env: NodeJS.ProcessEnv, work: (clients: Clients) => Promise<T>): Promise<T> {
  const config = commandConfig(env, ['transport']);
  const running = await openDatabase(config);
  try {
    if (running.kind !== 'attached') await prepareDatabase(running.urls);
    const url = running.urls.transport;
    if (url === null) throw new RefusedError('VERBUND_TRANSPORT_DATABASE_URL fehlt. / is missing.');
    const db = createDatabase(url, { max: 1, applicationName: 'verbund command' });
    try {
      return await work(createOAuth({ db, clock: systemClock }));
    } finally {
      await db.close();
    }
  } finally {
    await running.stop();
  }
}
