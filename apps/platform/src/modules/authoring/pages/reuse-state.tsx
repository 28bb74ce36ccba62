import { type RequestContext } from '#kernel/http';
import { Alert, Heading } from '#ui';
import { facts } from '../domain/facts.ts';
import { hasReuse, type ReusePoint, reusePoints } from '../domain/reuse-draft.ts';
import { authoringPaths } from '../paths.ts';
import { type Texts } from '../texts/index.ts';
import { type Work } from '../types.ts';
import { factLabel } from './fact-fields.tsx';

function inWords(texts: Texts, { id }: Work, point: ReusePoint): { words: string; href: string } {
  const t = texts.reuse.publish;
  switch (point.kind) {
    case 'fact': {
      const fact = facts.find(({ name }) => name === point.fact);
      const label = fact === undefined ? point.fact : factLabel(texts, fact);
      const href = `${authoringPaths.facts(id, point.section)}#${point.fact}`;
      return { words: t.point(texts.reuse.sections[point.section].title, label), href };
    }
    case 'parameter':
      return { words: t.parameter(point.at + 1), href: authoringPaths.parameters(id) };
    case 'assessment':
      return { words: t.assessment, href: authoringPaths.assessment(id) };
    case 'member':
      return { words: t.member(point.path), href: authoringPaths.reuse(id) };
  }
}

/** Whether the version becomes a package; nothing of it stops publication. */
export function PackageState({ ctx, texts, work }: { ctx: RequestContext; texts: Texts; work: Work }) {
  const t = texts.reuse.publish;
  const points = reusePoints(work.content);
  return (
    <>
      <Heading level={2}>{t.title}</Heading>
      {points.length === 0 ? (
        <Alert lang={ctx.lang} kind="success" title={t.ready} />
      ) : (
        <Alert lang={ctx.lang} kind="info" title={t.not}>
          {hasReuse(work.content) ? (
            <>
              <p>{t.notText}</p>
              <ul>
                {points.map((point, at) => {
                  const { words, href } = inWords(texts, work, point);
                  return (
                    <li key={at}>
                      <a class="kern-link" href={href}>
                        {words}
                      </a>
                    </li>
                  );
                })}
              </ul>
            </>
          ) : (
            <p>
              {t.none}{' '}
              <a class="kern-link" href={authoringPaths.reuse(work.id)}>
                {texts.reuse.task}
              </a>
            </p>
          )}
        </Alert>
      )}
    </>
  );
}
