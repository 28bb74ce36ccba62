import { cloneElement, type VNode } from 'preact';
import { germanDate, type Clock } from '#kernel/clock';
import { type CompiledForm } from '#modules/catalogue';
import { previewPage } from '#modules/forms';

/** The page of a form as citizens get it. The preview is disabled, and what is disabled may have any contrast. */
export function formForScan(clock: Clock): (form: CompiledForm, pageId: string) => VNode {
  return ({ schema, form, rules }, pageId) => {
    const today = germanDate(clock.now());
    return cloneElement(previewPage({ schema, form, rules, answers: {}, pageId, lang: 'de', today }), {
      disabled: false,
    });
  };
}
