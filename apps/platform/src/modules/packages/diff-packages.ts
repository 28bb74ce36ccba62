import { diffSchemas, nodesByPath, type SchemaModel } from '@verbund/xdatenfelder';
import { type Lang } from '#kernel/ids';
import { canonicalJson, compareVersions } from '#modules/catalogue';
import { type ReadPackage } from './read-package.ts';
import { packagesTexts } from './texts/index.ts';
import { type PackageDiff } from './types.ts';

const parts = [
  'service',
  'overlay',
  'rules',
  'process',
  'fee',
  'delivery',
  'texts',
  'declaration',
  'priceModel',
  'serviceLevel',
  'dataProtection',
  'tests',
] as const;

/** Named places beyond this number are counted only. */
const shownPlaces = 10;

/** What a town wants to know before it takes another version, in sentences. */
export function diffPackages(before: ReadPackage, after: ReadPackage, lang: Lang): PackageDiff {
  const t = packagesTexts(lang).diff;
  const of = ({ index, digest }: ReadPackage) => ({ packageId: index.packageId, version: index.version, digest });
  const result = { before: of(before), after: of(after) };
  if (before.digest === after.digest) return { ...result, sentences: [t.same] };
  const sentences = [
    ...(before.index.packageId === after.index.packageId ? [] : [t.otherPackage]),
    ...(compareVersions(before.index.version, after.index.version) > 0 ? [t.backwards] : []),
    ...changeSentences(before, after, lang),
    ...schemaSentences(before.schema, after.schema, lang),
    ...parts
      .filter((part) => canonicalJson(before.manifest[part]) !== canonicalJson(after.manifest[part]))
      .map((part) => t.parts[part]),
    ...factSentences(before, after, lang),
  ];
  return { ...result, sentences: sentences.length === 0 ? [t.numbersOnly] : sentences };
}

/** The provider's own words about each version between the two. */
function changeSentences(before: ReadPackage, after: ReadPackage, lang: Lang): string[] {
  const { kinds, change } = packagesTexts(lang).diff;
  return (after.manifest.reuse?.changes ?? [])
    .filter(({ version }) => compareVersions(version, before.index.version) > 0)
    .map(({ version, kind, text }) => change(version, kinds[kind], (lang === 'en' ? text.en : '') || text.de));
}

function schemaSentences(before: SchemaModel, after: SchemaModel, lang: Lang): string[] {
  const t = packagesTexts(lang).diff;
  const { added, removed, changed, rules } = diffSchemas(before, after);
  const names = (schema: SchemaModel, paths: readonly string[]): string => {
    const known = nodesByPath(schema);
    const shown = paths.slice(0, shownPlaces).map((path) => `„${known.get(path)?.name ?? path}“`);
    return [shown.join(', '), ...(paths.length > shownPlaces ? [t.more(paths.length - shownPlaces)] : [])].join(' ');
  };
  return [
    ...(added.length === 0 ? [] : [t.added(added.length, names(after, added))]),
    ...(removed.length === 0 ? [] : [t.removed(removed.length, names(before, removed))]),
    ...(changed.length === 0 ? [] : [t.changed(changed.length, names(after, changed.map(({ to }) => to)))]), // prettier-ignore
    ...(rules.added.length + rules.removed.length + rules.changed.length === 0
      ? []
      : [t.rules(rules.added.length, rules.removed.length, rules.changed.length)]),
  ];
}

function factSentences(before: ReadPackage, after: ReadPackage, lang: Lang): string[] {
  const t = packagesTexts(lang).diff;
  const [old, now] = [before.manifest.reuse, after.manifest.reuse];
  return [
    ...(canonicalJson(old?.factSheet ?? null) === canonicalJson(now?.factSheet ?? null) ? [] : [t.factSheet]),
    ...(canonicalJson(old?.assessment ?? null) === canonicalJson(now?.assessment ?? null) ? [] : [t.assessment]),
    ...(before.index.minimumPlatform === after.index.minimumPlatform ? [] : [t.platform(after.index.minimumPlatform)]),
    ...(canonicalJson(before.signature.key) === canonicalJson(after.signature.key) ? [] : [t.signer]),
  ];
}
