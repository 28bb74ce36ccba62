import { compositeOf, fieldPurpose, type FormNode, pickText } from '@verbund/xdatenfelder';
import { type VNode } from 'preact';
import { Fieldset, type HeadingLevel, Repeatable } from '#ui';
import { type Block } from '../domain/blocks.ts';
import { formsTexts } from '../texts/index.ts';
import {
  Choice,
  Field,
  type FieldContext,
  Files,
  inLanguage,
  LegalBasis,
  Locked,
  Options,
  spokenIn,
  Static,
} from './field-view.tsx';
import { problemText } from './problem-texts.ts';

export function Blocks({
  blocks,
  ctx,
  level,
}: {
  blocks: readonly Block[];
  ctx: FieldContext;
  level: HeadingLevel;
}): VNode {
  return <>{blocks.map((block) => blockView(block, ctx, level))}</>;
}

function below(level: HeadingLevel): HeadingLevel {
  return level === 1 ? 2 : level === 2 ? 3 : level === 3 ? 4 : 5;
}

function blockView(block: Block, ctx: FieldContext, level: HeadingLevel): VNode {
  switch (block.kind) {
    case 'static':
      return <Static key={block.path} form={block.form} ctx={ctx} />;
    case 'locked':
      return <Locked key={block.control.path} control={block.control} ctx={ctx} />;
    case 'field':
      return <Field key={block.control.path} control={block.control} ctx={ctx} level={level} />;
    case 'options':
      return <Options key={block.control.path} control={block.control} ctx={ctx} level={level} />;
    case 'files':
      return <Files key={block.control.path} control={block.control} ctx={ctx} level={level} />;
    case 'choice':
      return (
        <div key={block.control.path}>
          <Choice control={block.control} ctx={ctx} level={level} />
          <Blocks blocks={block.children} ctx={ctx} level={level === ctx.topLevel ? below(level) : level} />
        </div>
      );
    case 'group':
      return groupView(block, ctx, level);
    case 'lines':
      return linesView(block, ctx, level);
    case 'repeat':
      return repeatView(block, ctx, level);
  }
}

function texts(form: FormNode, ctx: FieldContext): { heading: string; hint?: string } {
  const { layer } = spokenIn(form, ctx.layer);
  const hint = form.help === null ? null : pickText(form.help, layer).text;
  return { heading: pickText(form.label, layer).text, ...(hint === null ? {} : { hint }) };
}

function groupView(block: Extract<Block, { kind: 'group' }>, ctx: FieldContext, level: HeadingLevel): VNode {
  const own = spokenIn(block.form, ctx.layer).lang;
  const { heading, hint } = texts(block.form, ctx);
  const problem = ctx.problems.get(block.path);
  const { node } = block.form;
  const partly = node.kind === 'group' && compositeOf(node) === 'partial-date' && block.children.some(isVoluntary);
  const shownHint = hint ?? (partly ? formsTexts(own).partialDateHint : undefined);
  const Inner = isTogether(block.form) ? Parts : Blocks;
  return (
    <div key={block.path} lang={own === ctx.lang ? undefined : own}>
      <Fieldset
        id={ctx.prefix + block.path}
        heading={heading}
        level={level}
        {...(shownHint === undefined ? {} : { hint: shownHint })}
      >
        {problem === undefined ? null : (
          <p class="kern-error" id={`${ctx.prefix}${block.path}-fehler`}>
            <span class="kern-icon kern-icon--danger" aria-hidden="true" />
            <span class="kern-body">{problemText(own, heading, problem, block.form)}</span>
          </p>
        )}
        <div lang={own === ctx.lang ? undefined : ctx.lang}>
          <LegalBasis form={block.form} lang={ctx.lang} />
          <Inner blocks={block.children} ctx={ctx} level={below(level)} />
        </div>
      </Fieldset>
    </div>
  );
}

function isVoluntary(block: Block): boolean {
  return block.kind === 'field' && !block.control.required;
}

/** Parts of one answer beside each other, groups inside it without headings: an address, a date known in part. */
function Parts({ blocks, ctx, level }: { blocks: readonly Block[]; ctx: FieldContext; level: HeadingLevel }): VNode {
  const flat = (all: readonly Block[]): Block[] =>
    all.flatMap((block) => (block.kind === 'group' ? flat(block.children) : [block]));
  return (
    <div class="vb-together">
      {flat(blocks).map((block) => {
        const node = block.kind === 'field' ? block.control.node : null;
        const purpose = node === null ? null : fieldPurpose(node);
        return (
          <div key={node?.path ?? block.kind} class={`vb-together__part vb-together__${purpose ?? 'other'}`}>
            {blockView(block, ctx, level)}
          </div>
        );
      })}
    </div>
  );
}

function linesView(block: Extract<Block, { kind: 'lines' }>, ctx: FieldContext, level: HeadingLevel): VNode {
  const { listPath, form, items } = block;
  const { heading, hint } = texts(form, ctx);
  return (
    <Repeatable
      key={listPath}
      lang={ctx.lang}
      id={ctx.prefix + listPath}
      heading={heading}
      level={level}
      {...(hint === undefined ? {} : { hint })}
      min={Math.max(1, block.min)}
      {...(block.max === null ? {} : { max: block.max })}
      items={items.map((item, index) => ({ key: String(index), children: <Field control={item} ctx={ctx} /> }))}
    />
  );
}

function repeatView(block: Extract<Block, { kind: 'repeat' }>, ctx: FieldContext, level: HeadingLevel): VNode {
  const own = spokenIn(block.form, ctx.layer).lang;
  const { heading, hint } = texts(block.form, ctx);
  const problem = ctx.problems.get(block.listPath) ?? ctx.problems.get(`${block.listPath}[0]`);
  return inLanguage(
    ctx.lang,
    own,
    <Repeatable
      key={block.listPath}
      lang={own}
      id={ctx.prefix + block.listPath}
      heading={heading}
      level={level}
      {...(hint === undefined ? {} : { hint })}
      error={problem === undefined ? undefined : problemText(own, heading, problem, block.form)}
      min={block.min}
      {...(block.max === null ? {} : { max: block.max })}
      addLabel={formsTexts(own).addMore(heading)}
      items={block.items.map((item) => ({
        key: String(item.index),
        title: `${heading} ${item.index + 1}`,
        children: (
          <div lang={own === ctx.lang ? undefined : ctx.lang}>
            <Blocks blocks={item.children} ctx={ctx} level={below(below(level))} />
          </div>
        ),
      }))}
    />,
  );
}

/** Blocks below the title of the page; a single group that repeats the title adds no heading of its own. */
export function Unwrapped({
  blocks,
  title,
  ctx,
  level,
}: {
  blocks: readonly Block[];
  title: { de: string };
  ctx: FieldContext;
  level: HeadingLevel;
}): VNode {
  const only = blocks.length === 1 ? blocks[0] : undefined;
  const isRepeated =
    only?.kind === 'group' &&
    only.form.label.de === title.de &&
    only.form.help === null &&
    only.form.node.legalBasis.length === 0 &&
    !ctx.problems.has(only.path);
  if (!isRepeated) return <Blocks blocks={blocks} ctx={ctx} level={level} />;
  const View = isTogether(only.form) ? Parts : Blocks;
  return <View blocks={only.children} ctx={ctx} level={level} />;
}

/** A name is asked for line by line, as on every paper form. */
function isTogether({ node }: FormNode): boolean {
  const composite = node.kind === 'group' ? compositeOf(node) : null;
  return composite !== null && composite !== 'person-name';
}
