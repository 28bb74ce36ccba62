import { type Rule } from '@verbund/xdatenfelder';
import { type VNode } from 'preact';
import { type Lang } from '#kernel/ids';
import { previewPage } from '#modules/forms';
import { Heading } from '#ui';
import { answersToShow, areaOfLand, type TriedCondition } from '../domain/rule-outcomes.ts';
import { type RuleOfWork, type RuleReviews } from '../rule-reviews.ts';
import { ruleTexts } from '../texts/rules.ts';

interface FormPreviewProps {
  lang: Lang;
  about: RuleOfWork;
  reviews: RuleReviews;
  rules: readonly Rule[];
  tried: readonly TriedCondition[];
  today: string;
  /** Id of the example, see `tryOut`; anything else shows the first one. */
  chosen: string;
}

/** The page of the form that the rule acts on, filled with one of the examples. */
export function FormPreview({ lang, about, reviews, rules, tried, today, chosen }: FormPreviewProps): VNode | null {
  const t = ruleTexts(lang).tried;
  const { schema } = about;
  const all = tried.flatMap((condition) => condition.rows.map((row) => ({ condition, row })));
  const shown = all.find(({ row }) => row.id === chosen) ?? all[0];
  const target = shown?.condition.rules[0]?.target;
  if (shown === undefined || target === undefined) return null;
  const { form, state } = reviews.formWith(about, rules);
  const page = form.pages.find(({ nodes }) => nodes.some((node) => target === node || target.startsWith(`${node}/`)));
  const area = areaOfLand(shown.row.example.land);
  return (
    <section aria-labelledby="vorschau">
      <Heading level={2} id="vorschau">
        {t.preview}
      </Heading>
      <p class="kern-body">{t.previewOf(t.outcomes[shown.row.outcome])}</p>
      {previewPage({
        schema,
        form,
        rules: state.ruleSet,
        answers: answersToShow(schema, shown.row.example, target),
        pageId: page?.id ?? '',
        lang,
        today,
        ...(area === undefined ? {} : { area }),
      })}
    </section>
  );
}
