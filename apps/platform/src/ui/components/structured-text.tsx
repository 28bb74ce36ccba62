import { type VNode } from 'preact';
import { isSafeHref } from '../safe-href.ts';
import { Heading, type HeadingLevel } from './headings.tsx';

/**
 * Texts that towns and providers write. The markup is deliberately tiny, so that HTML from a tenant is impossible:
 * paragraphs divided by empty lines, `# ` and `## ` headings, `- ` lists, `[text](address)` with safe addresses.
 */
export interface StructuredTextProps {
  text: string;
  /** Level of `# ` headings. */
  level?: HeadingLevel;
  lang?: string;
}

const link = /\[([^[\]\n]{1,300})\]\(([^()\s]{1,2000})\)/g;

function inline(text: string): (string | VNode)[] {
  const parts: (string | VNode)[] = [];
  let end = 0;
  for (const match of text.matchAll(link)) {
    const [whole, label = '', href = ''] = match;
    parts.push(text.slice(end, match.index));
    parts.push(isSafeHref(href) ? <a href={href}>{label}</a> : label);
    end = match.index + whole.length;
  }
  parts.push(text.slice(end));
  return parts.filter((part) => part !== '');
}

interface LinesBlock {
  kind: 'paragraph' | 'list';
  lines: string[];
}

type Block = LinesBlock | { kind: 'heading'; depth: 0 | 1; line: string };

function blocks(text: string): Block[] {
  const found: Block[] = [];
  let open: LinesBlock | undefined;
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim();
    const heading = /^(##?) (.+)$/.exec(line);
    if (line === '') {
      open = undefined;
    } else if (heading !== null) {
      found.push({ kind: 'heading', depth: heading[1] === '##' ? 1 : 0, line: heading[2] ?? '' });
      open = undefined;
    } else {
      const kind = line.startsWith('- ') ? 'list' : 'paragraph';
      if (open?.kind !== kind) {
        open = { kind, lines: [] };
        found.push(open);
      }
      open.lines.push(kind === 'list' ? line.slice(2) : line);
    }
  }
  return found;
}

export function StructuredText({ text, level = 2, lang }: StructuredTextProps): VNode {
  const below: HeadingLevel = level === 1 ? 2 : level === 2 ? 3 : level === 3 ? 4 : 5;
  return (
    <div class="vb-text" lang={lang}>
      {blocks(text).map((block, i) => {
        if (block.kind === 'heading') {
          return (
            <Heading key={i} level={block.depth === 0 ? level : below}>
              {inline(block.line)}
            </Heading>
          );
        }
        if (block.kind === 'list') {
          return (
            <ul key={i}>
              {block.lines.map((line, n) => (
                <li key={n}>{inline(line)}</li>
              ))}
            </ul>
          );
        }
        return <p key={i}>{inline(block.lines.join(' '))}</p>;
      })}
    </div>
  );
}

/** One plain text with its line breaks, nothing interpreted. */
export function StaticText({ text, lang }: { text: string; lang?: string }): VNode {
  return (
    <div class="vb-text" lang={lang}>
      {text
        .split(/\r?\n(?:\s*\r?\n)+/)
        .filter((part) => part.trim() !== '')
        .map((part, i) => (
          <p key={i} class="vb-pre">
            {part}
          </p>
        ))}
    </div>
  );
}
