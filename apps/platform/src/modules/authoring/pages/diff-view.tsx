import { diffSchemas, nodesByPath, type SchemaDiff, type SchemaModel } from '@verbund/xdatenfelder';
import { type VNode } from 'preact';
import { type Lang } from '#kernel/ids';
import { Heading, Help } from '#ui';
import { placeInWords } from '../domain/finding-groups.ts';
import { authoringTexts, type Texts } from '../texts/index.ts';

function Names({ summary, names }: { summary: string; names: readonly string[] }): VNode | null {
  if (names.length === 0) return null;
  return (
    <Help summary={summary}>
      <ul>
        {names.map((name, at) => (
          <li key={at}>{name}</li>
        ))}
      </ul>
    </Help>
  );
}

function isEmpty({ added, removed, changed, rules }: SchemaDiff): boolean {
  const lists = [added, removed, changed, rules.added, rules.removed, rules.changed];
  return lists.every((list) => list.length === 0);
}

function changeInWords(
  t: Texts['diff'],
  before: SchemaModel,
  after: SchemaModel,
  change: SchemaDiff['changed'][number],
): string {
  const aspects = change.aspects.map((aspect) => t.aspects[aspect]);
  const moved = change.from === change.to ? [] : [t.moved(placeInWords(before, change.from))];
  return `${placeInWords(after, change.to)}: ${[...moved, ...aspects].join(', ')}`;
}

/** The difference of two schemas in words, for people who never saw a path. */
export function DiffView({ lang, before, after }: { lang: Lang; before: SchemaModel; after: SchemaModel }): VNode {
  const t = authoringTexts(lang).diff;
  const diff = diffSchemas(before, after);
  // A list that another version replaces changes every field with it; the same sentence once per place is right.
  const { added, removed, changed, rules } = diff;
  const isTop = (path: string, all: readonly string[]): boolean => !all.some((other) => path.startsWith(`${other}/`));
  const known = nodesByPath(after);
  return (
    <section>
      <Heading level={2}>{t.heading}</Heading>
      {isEmpty(diff) ? <p class="kern-body">{t.none}</p> : null}
      <Names
        summary={t.added(added.length)}
        names={added.filter((path) => isTop(path, added) && known.has(path)).map((path) => placeInWords(after, path))}
      />
      <Names
        summary={t.removed(removed.length)}
        names={removed.filter((path) => isTop(path, removed)).map((path) => placeInWords(before, path))}
      />
      <Names
        summary={t.changed(changed.length)}
        names={changed.map((change) => changeInWords(t, before, after, change))}
      />
      {rules.added.length + rules.removed.length + rules.changed.length === 0 ? null : (
        <p class="kern-body">
          {t.rules}: {t.rulesText(rules.added.length, rules.removed.length, rules.changed.length)}
        </p>
      )}
    </section>
  );
}
