import { parseArgs } from 'node:util';
import { commandActor, createAdoptionForCommand } from '#modules/adoption';
import { createPrivacyService } from '#modules/privacy';
import { type Command, RefusedError, UsageError } from './command.ts';
import { packagesOf, withServices } from './services.ts';

export const adoptCommand: Command = {
  name: 'adopt',
  summary: 'begin the adoption of a package / die Nachnutzung eines Pakets beginnen',
  usage:
    'verbund adopt PACKAGE --tenant SLUG --route ROUTE [--json]\n' +
    '  PACKAGE: ANBIETER/DIENST / PROVIDER/SERVICE\n' +
    '  ROUTE: marketplace, kommunalvertreter\n' +
    '  Wiederholbar; nennt die offenen Voraussetzungen und endet dann mit 1. / Repeatable; names the open gates and then ends with 1.',
  async run(args, io) {
    const text = { type: 'string' } as const;
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { tenant: text, route: text },
      allowPositionals: true,
      strict: true,
    });
    const [packageId, ...more] = positionals;
    const { tenant: slug, route } = values;
    if (packageId === undefined || more.length > 0 || slug === undefined || route === undefined) {
      throw new UsageError('PACKAGE, --tenant und --route sind nötig. / PACKAGE, --tenant and --route are needed.');
    }
    return withServices(io.env, async (services) => {
      const { kernel, identity, catalogue } = services;
      const { service, gateName, routes } = createAdoptionForCommand(kernel, {
        ...{ identity, catalogue },
        packages: packagesOf(services),
        privacy: createPrivacyService({ kernel, identity, catalogue }),
      });
      const town = await identity.tenantBySlug(slug);
      if (town === null) throw new RefusedError(`Kein Mandant „${slug}“. / No tenant "${slug}".`);
      if (!routes.includes(route)) {
        throw new RefusedError(`Kein Weg „${route}“ / no such route: ${routes.join(', ')}`);
      }
      const begun = await service.start({ tenant: town.id, packageId, route, by: commandActor });
      const view = await service.case(town.id, begun.id);
      const open = view.gates.filter(({ met }) => !met);
      io.print(`${town.name}, ${view.case.packageId} ${view.case.version}: ${view.case.state}`);
      for (const gate of open) io.print(`offen / open: ${gateName(gate.id)}`);
      io.result({
        id: begun.id,
        packageId,
        version: view.case.version,
        tenant: town.slug,
        route: view.case.route,
        state: view.case.state,
        gates: view.gates.map(({ id, met, waiver }) => ({ id, met, waived: waiver !== null })),
        blocked: open.length > 0,
      });
      return open.length === 0 ? 0 : 1;
    });
  },
};
