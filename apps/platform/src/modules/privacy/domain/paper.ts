/** A generated paper: the same content as page, as print and as text. */
export interface Paper {
  title: string;
  /** What it is and is not; shown above the parts. */
  note: string;
  parts: readonly PaperPart[];
}

export interface PaperPart {
  heading: string;
  paragraphs?: readonly string[];
  items?: readonly string[];
}

/** As structured text of our pages: may become the mandatory page of a town without another step. */
export function paperText({ parts }: Pick<Paper, 'parts'>, options: { headings?: '#' | '##' } = {}): string {
  const mark = options.headings ?? '#';
  return parts
    .map(({ heading, paragraphs = [], items = [] }) =>
      [`${mark} ${line(heading)}`, ...paragraphs.flatMap(linesOf), items.map((item) => `- ${line(item)}`).join('\n')]
        .filter((block) => block !== '')
        .join('\n\n'),
    )
    .join('\n\n');
}

/** Plain text for a file: title, note and parts. */
export function paperFile(paper: Paper): string {
  return `${paper.title}\n${'='.repeat(paper.title.length)}\n\n${paper.note}\n\n${paperText(paper)}\n`;
}

/** One line: a provider's text must not begin a heading or a list of ours. */
function line(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** Texts of providers are structured text themselves; their headings would break the order of ours. */
function linesOf(text: string): string[] {
  return text
    .split(/\r?\n(?:\s*\r?\n)+/)
    .map((block) => block.replace(/^#{1,2} /gm, '').trim())
    .filter((block) => block !== '');
}
