import { type FormPage, pickText, type TextLayer } from '@verbund/xdatenfelder';
import { type VNode } from 'preact';
import { Heading, type HeadingLevel, StaticText } from '#ui';
import { type CompiledForm } from '#modules/catalogue';
import { type Block } from '../domain/blocks.ts';
import { Blocks, Unwrapped } from './block-view.tsx';
import { type FieldContext } from './field-view.tsx';

interface BodyProps {
  form: CompiledForm['form'];
  page: FormPage;
  blocks: readonly Block[];
  fields: FieldContext;
}

/** A page that asks one question and says nothing else: the question itself is its heading. */
function asksOneThing(page: FormPage, blocks: readonly Block[]): boolean {
  const [only] = blocks;
  return page.section !== undefined && blocks.length === 1 && only?.kind !== 'static' && only?.kind !== 'locked';
}

/** Title of the document: also pages that share a visible heading must be told apart. */
export function documentTitle(page: FormPage, blocks: readonly Block[], layer: TextLayer): string {
  const title = pickText(page.title, layer).text;
  if (page.section === undefined || asksOneThing(page, blocks)) return title;
  const section = pickText(page.section.title, layer).text;
  return section === title ? title : `${title} – ${section}`;
}

/** Questions of a page. Pages of the mode `questions` bring their heading along, others stand below theirs. */
export function PageBody({ form, page, blocks, fields }: BodyProps): VNode {
  const { section } = page;
  const level = fields.topLevel;
  if (section === undefined) {
    return <Unwrapped blocks={blocks} title={page.title} ctx={fields} level={below(level)} />;
  }
  const title = pickText(section.title, fields.layer);
  const help = section.path === null || !section.opens ? null : (form.nodes[section.path]?.help ?? null);
  const spokenHelp = help === null ? null : pickText(help, fields.layer);
  const told =
    spokenHelp === null ? null : (
      <StaticText text={spokenHelp.text} {...(spokenHelp.lang === fields.lang ? {} : { lang: spokenHelp.lang })} />
    );
  const own = title.lang === fields.lang ? undefined : title.lang;
  if (!asksOneThing(page, blocks)) {
    return (
      <>
        <div lang={own}>
          <Heading level={level}>{title.text}</Heading>
        </div>
        {told}
        <Blocks blocks={blocks} ctx={fields} level={below(level)} />
      </>
    );
  }
  return (
    <>
      {title.text === pickText(page.title, fields.layer).text ? null : (
        <p class="vb-caption" lang={own}>
          {title.text}
        </p>
      )}
      {told}
      <Blocks blocks={blocks} ctx={fields} level={level} />
    </>
  );
}

function below(level: HeadingLevel): HeadingLevel {
  return level === 1 ? 2 : level === 2 ? 3 : level === 3 ? 4 : 5;
}
