import { parseArgs } from 'node:util';
import { diffPackages, readPackage } from '#modules/packages';
import { type Command, UsageError } from './command.ts';
import { inBothLanguages, readArchiveFile } from './package-files.ts';

export const packageDiffCommand: Command = {
  name: 'package diff',
  summary: 'say what differs between two service packages / zwei Dienstpakete vergleichen',
  usage: `verbund package diff A B [--lang de|en] [--json]

A is the older file, B the newer one. Both are verified first.`,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { lang: { type: 'string' } },
      allowPositionals: true,
      strict: true,
    });
    const [before, after, ...more] = positionals;
    const lang = values.lang ?? 'de';
    if (before === undefined || after === undefined || more.length > 0 || (lang !== 'de' && lang !== 'en')) {
      throw new UsageError('Genau zwei Dateien. / Exactly two files.');
    }
    const diff = await inBothLanguages(async () =>
      diffPackages(
        await readPackage(await readArchiveFile(before)),
        await readPackage(await readArchiveFile(after)),
        lang,
      ),
    );
    io.print(`${diff.before.packageId} ${diff.before.version} → ${diff.after.packageId} ${diff.after.version}`);
    for (const sentence of diff.sentences) io.print(`- ${sentence}`);
    io.result(diff);
    return 0;
  },
};
