import { parseArgs } from 'node:util';
import { createCostsService, toCosts } from '#modules/costs';
import { type Command, RefusedError, UsageError } from './command.ts';
import { withServices } from './services.ts';

const euros = (cents: number): string => `${(cents / 100).toFixed(2)} EUR`;

export const costsCommand: Command = {
  name: 'costs',
  summary: 'what a package costs a town / was ein Dienstpaket eine Kommune kostet',
  usage: 'verbund costs PROVIDER/SERVICE --ars ARS [--json]',
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ars: { type: 'string' } },
      allowPositionals: true,
      strict: true,
    });
    const [packageId] = positionals;
    if (packageId === undefined || positionals.length > 1 || !/^[a-z0-9-]+\/[a-z0-9-]+$/.test(packageId)) {
      throw new UsageError('Ein Dienstpaket als ANBIETER/DIENST angeben. / Name one package as PROVIDER/SERVICE.');
    }
    const ars = values.ars ?? '';
    if (!/^\d{12}$/.test(ars)) throw new UsageError('--ars: zwölf Ziffern. / --ars: twelve digits.');
    const sheet = await withServices(io.env, async ({ kernel, identity, catalogue }) => {
      const costs = createCostsService(kernel, { identity, catalogue });
      const digest = await costs.versionOf(packageId);
      if (digest === null) throw new RefusedError(`Kein Dienstpaket ${packageId}. / No package ${packageId}.`);
      if ((await costs.priceModel(digest)) === null) {
        throw new RefusedError(`${packageId} hat kein Preisblatt. / ${packageId} has no price sheet.`);
      }
      const found = await costs.sheet(digest, ars);
      if (found === null) throw new RefusedError(`Kein Ort ${ars}. / No place ${ars}.`);
      return found;
    });
    const { price } = sheet;
    io.print(
      `${sheet.name.de} ${sheet.version}, ${sheet.place.name}, ${String(price.inhabitants)} Einwohner / inhabitants`,
    );
    for (const { year, own } of price.years) {
      io.print(`${String(year)}: ${euros(own.expected)} (${euros(own.low)} – ${euros(own.high)})`);
    }
    if (!price.isComplete)
      io.warn('Unvollständig: Die Zahl der Fälle fehlt. / Incomplete: the number of cases is missing.');
    for (const { kind, promise } of sheet.warnings) io.warn(`${kind}: ${promise.by}, ${promise.until}`);
    io.result(toCosts(sheet));
    return 0;
  },
};
