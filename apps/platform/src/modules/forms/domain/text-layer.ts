import { type FormLanguage, type FormModel, type LocalText, type TextLayer } from '@verbund/xdatenfelder';
import { type DraftContent } from './draft-content.ts';

const offers = new WeakMap<FormModel, boolean>();

/** Whether somebody wrote plain language for this form, anywhere in it. */
export function offersPlainLanguage(form: FormModel): boolean {
  const known = offers.get(form);
  if (known !== undefined) return known;
  const has = (text: LocalText | null): boolean => text?.simple !== undefined;
  const found =
    has(form.title) ||
    form.pages.some((page) => has(page.title)) ||
    Object.values(form.nodes).some(
      (node) =>
        has(node.label) || has(node.help) || has(node.content) || node.values?.some(({ label }) => has(label)) === true,
    );
  offers.set(form, found);
  return found;
}

/** Plain language is German; who reads English gets English. */
export function layerOf(lang: FormLanguage, content: Pick<DraftContent, 'plain'>): TextLayer {
  return lang === 'de' && content.plain === true ? 'simple' : lang;
}
