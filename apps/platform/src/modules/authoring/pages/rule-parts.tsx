import {
  type Finding,
  nodesByPath,
  paraphraseRules,
  type Rule,
  type SchemaModel,
  type Truth,
} from '@verbund/xdatenfelder';
import { type ComponentChildren, type VNode } from 'preact';
import { type Lang } from '#kernel/ids';
import { type RuleReview, type TextDecision } from '#modules/catalogue';
import { Alert, Heading, type HeadingLevel, StatusBadge, Table, type Tone, uiTexts } from '#ui';
import { outcomeOf, type TriedCondition, type TriedRow } from '../domain/rule-outcomes.ts';
import { type QueuedRule, type RuleState } from '../domain/rule-queue.ts';
import { ruleTexts } from '../texts/rules.ts';
import { answerText, nameOf, quotedName } from './rule-names.ts';

const tones: Readonly<Record<RuleState, Tone>> = { open: 'warning', recognised: 'info', decided: 'success' };

/** The state, and of decided rules what was decided. */
export function StateBadge({ lang, rule }: { lang: Lang; rule: QueuedRule }): VNode {
  const t = ruleTexts(lang);
  const { decision } = rule.review;
  const label = decision === null ? t.states[rule.state] : `${t.states.decided}: ${t.decisions[decision.kind]}`;
  return <StatusBadge label={label} tone={tones[rule.state]} />;
}

/** What the platform makes of the rule, in words: German, because it is laid beside a German text. */
export function meaningOf(lang: Lang, review: RuleReview): { text: string; isGerman: boolean } {
  const t = ruleTexts(lang).rule;
  if (review.paraphrase !== '') return { text: review.paraphrase, isGerman: true };
  if (review.decision?.kind === 'note') return { text: t.noteMeaning, isGerman: false };
  if (review.decision?.kind === 'rejected') return { text: t.rejectedMeaning, isGerman: false };
  return { text: t.nothing, isGerman: false };
}

/** Original and paraphrase side by side, one above the other on a narrow screen. */
export function SideBySide(p: {
  lang: Lang;
  level: HeadingLevel;
  left: { heading: string; text: string };
  right: { heading: string; text: string; isGerman: boolean };
}): VNode {
  const german = (is: boolean): 'de' | undefined => (is && p.lang !== 'de' ? 'de' : undefined);
  return (
    <div class="vb-sidebyside">
      <div>
        <Heading level={p.level} look="kern-title">
          {p.left.heading}
        </Heading>
        <p class="kern-body vb-pre" lang={german(true)}>
          {p.left.text}
        </p>
      </div>
      <div>
        <Heading level={p.level} look="kern-title">
          {p.right.heading}
        </Heading>
        <p class="kern-body vb-pre" lang={german(p.right.isGerman)}>
          {p.right.text}
        </p>
      </div>
    </div>
  );
}

export function Findings(p: {
  lang: Lang;
  level: HeadingLevel;
  title: string;
  findings: readonly Finding[];
}): VNode | null {
  if (p.findings.length === 0) return null;
  const isWarning = p.findings.some(({ level }) => level !== 'note');
  return (
    <Alert lang={p.lang} kind={isWarning ? 'warning' : 'info'} title={p.title} level={p.level}>
      {p.findings.map((finding, at) => (
        <p class="kern-body" key={at}>
          {finding.message[p.lang]}
        </p>
      ))}
    </Alert>
  );
}

export function Elements({ schema, paths }: { schema: SchemaModel; paths: readonly string[] }): VNode {
  return (
    <ul class="vb-plainlist">
      {paths.map((path) => {
        const node = nodesByPath(schema).get(path);
        return <li key={path}>{node === undefined ? path : `${nameOf(node)} (${node.id})`}</li>;
      })}
    </ul>
  );
}

export function decisionText(lang: Lang, schema: SchemaModel, decision: TextDecision | null): string {
  const t = ruleTexts(lang);
  if (decision === null) return t.conflict.none;
  const meaning = 'rules' in decision ? paraphraseRules(schema, decision.rules) : '';
  const signed = decision.signed === null ? '' : ` (${decision.signed.by})`;
  const reason = decision.signed?.reason ?? '';
  return [`${t.decisions[decision.kind]}${signed}`, meaning, reason].filter((part) => part !== '').join('\n');
}

export interface TriedProps {
  lang: Lang;
  schema: SchemaModel;
  tried: readonly TriedCondition[];
  today: string;
  /** What leads to the form with this example. */
  link: (row: TriedRow, label: string, ariaLabel: string) => ComponentChildren;
}

/** Every condition with examples; see `tryOut`. */
export function Tried(p: TriedProps): VNode | null {
  if (p.tried.length === 0) return null;
  const t = ruleTexts(p.lang).tried;
  return (
    <section aria-labelledby="ausprobiert">
      <Heading level={2} id="ausprobiert">
        {t.heading}
      </Heading>
      <p class="kern-body">{t.lead}</p>
      {p.tried.map((condition, at) => (
        <TriedTable key={at} {...p} condition={condition} />
      ))}
    </section>
  );
}

function TriedTable(p: TriedProps & { condition: TriedCondition }): VNode {
  const t = ruleTexts(p.lang).tried;
  const { condition } = p;
  const caption = paraphraseRules(p.schema, condition.rules);
  if (condition.rows.length === 0) return <p class="kern-body">{`${caption} ${t.nothing}`}</p>;
  return (
    <Table
      caption={caption}
      columns={[
        { key: 'outcome', header: t.outcome },
        { key: 'answers', header: t.answers },
        { key: 'effect', header: t.effect },
        { key: 'look', header: t.look },
      ]}
      rows={condition.rows.map((row) => ({
        key: row.id,
        cells: {
          outcome: t.outcomes[row.outcome],
          answers: <Answers {...p} row={row} />,
          effect: <Effects {...p} row={row} />,
          look: p.link(row, t.show, t.showOf(t.outcomes[row.outcome])),
        },
      }))}
    />
  );
}

function Answers({ lang, schema, row }: TriedProps & { row: TriedRow }): VNode {
  const t = ruleTexts(lang);
  const { yes, no } = uiTexts(lang);
  const { answers, land } = row.example;
  const lines = Object.entries(answers)
    .filter(([key]) => !key.includes('#'))
    .map(([key, value]) => {
      const name = quotedName(schema, key.replace(/\[\d+\]/gu, ''));
      return `${name}: ${answerText(schema, key, value, t, yes, no)}`;
    });
  if (land !== undefined) lines.push(`${t.tried.land}: ${land}`);
  if (lines.length === 0) return <>{t.tried.noAnswers}</>;
  return (
    <ul class="vb-plainlist">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

function Effects({
  lang,
  schema,
  today,
  condition,
  row,
}: TriedProps & { condition: TriedCondition; row: TriedRow }): VNode {
  const lines = condition.rules.map((rule) =>
    effectText(lang, schema, rule, outcomeOf(schema, rule, row.example, today)),
  );
  return (
    <ul class="vb-plainlist">
      {[...new Set(lines)].map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

/** An open condition changes nothing, except that what only appears under it does not appear. */
function effectText(lang: Lang, schema: SchemaModel, { effect, target }: Rule, outcome: Truth): string {
  const words = ruleTexts(lang).tried.effects;
  const name = quotedName(schema, target);
  if (effect === 'valid') return words.valid[outcome](name);
  return words[effect][outcome === 'yes' ? 'yes' : 'no'](name);
}
