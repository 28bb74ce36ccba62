import { type VNode } from 'preact';
import { type AnswerValue } from '@verbund/xdatenfelder';
import { type RequestContext } from '#kernel/http';
import { Alert, SummaryList } from '#ui';
import { type Control } from '../domain/blocks.ts';
import { layerOf } from '../domain/text-layer.ts';
import { displayValue } from '../domain/summary.ts';
import { type OpenDraft } from '../drafts.ts';
import { type PageResult } from '../fill-page.ts';
import { formsTexts } from '../texts/index.ts';
import { labelOf } from './form.page.tsx';

interface ConflictProps {
  ctx: RequestContext;
  shown: NonNullable<PageResult['conflict']>;
  open: OpenDraft;
  href: string;
}

/** What the other window stored beside the fields, which still hold what this window sent. */
export function ConflictNotice({ ctx, shown, open, href }: ConflictProps): VNode {
  const t = formsTexts(ctx.lang);
  const rows = shown.differences.map((control) => ({
    key: labelOf(open, control.path, layerOf(ctx.lang, open.content)),
    value: storedText(control, open, ctx),
  }));
  return (
    <Alert lang={ctx.lang} kind="warning" title={t.conflictTitle} live>
      <p>{t.conflictText}</p>
      <SummaryList lang={ctx.lang} rows={rows} />
      <p>{t.conflictKeep}</p>
      <p>
        <a href={href}>{t.conflictOther}</a>
      </p>
    </Alert>
  );
}

function storedText(control: Control, open: OpenDraft, ctx: RequestContext): string {
  const t = formsTexts(ctx.lang);
  const { answers, raw } = open.content;
  const name = (value: AnswerValue | undefined): string => {
    if (typeof value === 'object' || value === undefined || control.kind === 'files') return t.emptyValue;
    if (control.kind !== 'choice') return displayValue(control, value, layerOf(ctx.lang, open.content), t);
    return labelOf(open, `${control.groupPath}/${String(value)}`, layerOf(ctx.lang, open.content));
  };
  if (control.kind === 'options') {
    const keys = Object.keys(answers).filter((key) => key.startsWith(`${control.path}[`));
    return keys.length === 0 ? t.emptyValue : keys.map((key) => name(answers[key])).join('; ');
  }
  return raw[control.path]?.replaceAll('\u001f', '.') ?? name(answers[control.path]);
}
