import { type ComponentChildren, type VNode } from 'preact';
import { type Lang } from '#kernel/ids';
import { uiTexts } from '../texts/index.ts';
import { Button } from './form.tsx';
import { Heading, type HeadingLevel } from './headings.tsx';

export interface FieldsetProps {
  heading: string;
  level?: HeadingLevel;
  hint?: string;
  id?: string;
  children?: ComponentChildren;
}

/** Group of fields under a heading. */
export function Fieldset(p: FieldsetProps): VNode {
  return (
    <fieldset class="vb-group" id={p.id}>
      <legend>
        <Heading level={p.level ?? 2}>{p.heading}</Heading>
      </legend>
      {p.hint === undefined ? null : <p class="kern-hint">{p.hint}</p>}
      {p.children}
    </fieldset>
  );
}

export interface RepeatableProps {
  lang: Lang;
  id: string;
  heading: string;
  level?: HeadingLevel;
  hint?: string;
  error?: string | undefined;
  items: readonly { key: string; title?: string; children: ComponentChildren }[];
  addLabel?: string;
  min?: number;
  max?: number;
}

/** Section that may occur several times. Its buttons send `_action` = `add:<id>` or `remove:<id>:<key>`. */
export function Repeatable(p: RepeatableProps): VNode {
  const t = uiTexts(p.lang);
  const level = p.level ?? 2;
  const inner: HeadingLevel = level === 1 ? 2 : level === 2 ? 3 : level === 3 ? 4 : 5;
  return (
    <section class="vb-group" aria-labelledby={`${p.id}-titel`} id={p.id} tabIndex={-1}>
      <Heading level={level} id={`${p.id}-titel`}>
        {p.heading}
      </Heading>
      {p.hint === undefined ? null : <p class="kern-hint">{p.hint}</p>}
      {p.error === undefined ? null : (
        <p class="kern-error" id={`${p.id}-fehler`}>
          <span class="kern-icon kern-icon--danger" aria-hidden="true" />
          <span class="kern-body">{t.errorPrefix + p.error}</span>
        </p>
      )}
      {p.items.map((item, i) => {
        const title = item.title ?? t.entry(i + 1);
        return (
          <div class="vb-repeat" key={item.key} role="group" aria-labelledby={`${p.id}-${item.key}-titel`}>
            <div class="vb-repeat__head">
              <Heading level={inner} id={`${p.id}-${item.key}-titel`}>
                {title}
              </Heading>
              {p.items.length > (p.min ?? 0) ? (
                <Button
                  variant="tertiary"
                  small
                  label={t.remove}
                  ariaLabel={`${t.remove}: ${title}`}
                  value={`remove:${p.id}:${item.key}`}
                />
              ) : null}
            </div>
            {item.children}
          </div>
        );
      })}
      {p.items.length < (p.max ?? Infinity) ? (
        <Button variant="secondary" label={p.addLabel ?? t.addEntry} value={`add:${p.id}`} />
      ) : null}
    </section>
  );
}
