/** A span that does not end is the matter of the parser; waiting for its end would hold the whole file. */
const longestSpan = 100_000;

/**
 * Cuts whole `<p:relation>…</p:relation>` spans out of the text before the XML parser sees them.
 * Real files consist of up to nine tenths relations; parsing them only to drop them would make the
 * import three times slower. A span with `<!` inside (comment, CDATA) is left to the parser.
 */
export class SpanFilter {
  readonly #emit: (text: string) => void;
  #open: string | null = null;
  #close = '';
  #pending = '';

  constructor(emit: (text: string) => void) {
    this.#emit = emit;
  }

  /** Starts cutting; the prefix is known only after the root element. */
  start(qualifiedName: string): void {
    this.#open = `<${qualifiedName}>`;
    this.#close = `</${qualifiedName}>`;
  }

  write(text: string): void {
    if (this.#open === null) {
      this.#emit(text);
      return;
    }
    this.#pending += text;
    let from = 0;
    for (;;) {
      const start = this.#pending.indexOf(this.#open, from);
      if (start < 0) break;
      const end = this.#pending.indexOf(this.#close, start);
      if (end < 0 && this.#pending.length - start > longestSpan) break;
      if (end < 0) {
        this.#forward(from, start);
        return;
      }
      const stop = end + this.#close.length;
      const special = this.#pending.slice(start, end).includes('<!');
      this.#forwardPart(from, special ? stop : start);
      from = stop;
    }
    // An opening tag may be cut in two by the chunk border.
    this.#forward(from, Math.max(from, this.#pending.length - this.#open.length));
  }

  finish(): void {
    this.#forward(0, this.#pending.length);
  }

  #forward(from: number, to: number): void {
    this.#forwardPart(from, to);
    this.#pending = this.#pending.slice(to);
  }

  #forwardPart(from: number, to: number): void {
    if (to > from) this.#emit(this.#pending.slice(from, to));
  }
}
