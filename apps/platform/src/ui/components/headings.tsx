import { type ComponentChildren, type VNode } from 'preact';

export type HeadingLevel = 1 | 2 | 3 | 4 | 5;

const looks: Readonly<Record<HeadingLevel, string>> = {
  1: 'kern-heading-large',
  2: 'kern-heading-medium',
  3: 'kern-heading-small',
  4: 'kern-heading-small',
  5: 'kern-heading-small',
};

/** Heading with the look of its level unless told otherwise. */
export function Heading(p: { level: HeadingLevel; look?: string; id?: string; children: ComponentChildren }): VNode {
  const Tag: 'h1' | 'h2' | 'h3' | 'h4' | 'h5' = `h${p.level}`;
  return (
    <Tag class={p.look ?? looks[p.level]} id={p.id}>
      {p.children}
    </Tag>
  );
}
