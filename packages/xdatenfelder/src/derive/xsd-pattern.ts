/**
 * Translates a pattern of the schema (as the HTML attribute: ECMAScript, anchored) into one of XML
 * Schema, which knows no anchors, no lazy repetition, no `(?:` and another set of escapes.
 * @returns `null` when there is no equivalent; the rule layer then checks alone
 */
export function toXsdPattern(pattern: string): string | null {
  try {
    return new Translator(pattern).read();
  } catch (error) {
    if (error instanceof NoEquivalent) return null;
    throw error;
  }
}

class NoEquivalent extends Error {}

/** Signs that XML Schema reads as operators, inside and outside of a class. */
const special = new Set('\\|.?*+(){}[]^$-');
const classes: Record<string, string> = { d: '0-9', w: 'A-Za-z0-9_' };

class Translator {
  readonly #pattern: string;
  #at = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  read(): string {
    let result = '';
    if (this.#peek() === '^') this.#at += 1;
    while (this.#at < this.#pattern.length) result += this.#atom();
    return result;
  }

  #peek(): string {
    return String.fromCodePoint(this.#pattern.codePointAt(this.#at) ?? 0);
  }

  #next(): string {
    if (this.#at >= this.#pattern.length) throw new NoEquivalent();
    const sign = this.#peek();
    this.#at += sign.length;
    return sign;
  }

  #atom(): string {
    const sign = this.#next();
    switch (sign) {
      case '(':
        if (this.#pattern.startsWith('?:', this.#at)) this.#at += 2;
        else if (this.#peek() === '?') throw new NoEquivalent();
        return sign;
      case '[':
        return this.#class();
      case '\\':
        return this.#escape(false);
      case '{': {
        const count = /^(?:\d+)(?:,\d*)?\}/u.exec(this.#pattern.slice(this.#at))?.[0];
        if (count === undefined) throw new NoEquivalent();
        this.#at += count.length;
        return sign + count + this.#lazy();
      }
      case '*':
      case '+':
      case '?':
        return sign + this.#lazy();
      case '$':
        if (this.#at < this.#pattern.length) throw new NoEquivalent();
        return '';
      case '^':
        throw new NoEquivalent();
      case '|':
      case ')':
      case '.':
        return sign;
      default:
        return literal(sign);
    }
  }

  /** Lazy repetition matches the same whole values as greedy repetition. */
  #lazy(): string {
    if (this.#peek() === '?') this.#at += 1;
    return '';
  }

  #class(): string {
    let result = '[';
    if (this.#peek() === '^') result += this.#next();
    const start = this.#at;
    while (this.#peek() !== ']') {
      const from = this.#classItem();
      result += from.text;
      if (this.#peek() !== '-' || this.#pattern[this.#at + 1] === ']') continue;
      this.#at += 1;
      const to = this.#classItem();
      // Only between two single signs `-` makes a range; anywhere else it is a sign itself.
      result += (from.isSet || to.isSet ? '\\-' : '-') + to.text;
    }
    // Neither `[]` nor `[^]` exists in XML Schema.
    if (this.#at === start) throw new NoEquivalent();
    this.#at += 1;
    return `${result}]`;
  }

  #classItem(): { text: string; isSet: boolean } {
    const sign = this.#next();
    if (sign !== '\\') return { text: literal(sign), isSet: false };
    const isSet = /[dwspP]/u.test(this.#peek());
    return { text: this.#escape(true), isSet };
  }

  #escape(inClass: boolean): string {
    const sign = this.#next();
    const set = classes[sign];
    if (set !== undefined) return inClass ? set : `[${set}]`;
    switch (sign) {
      case 'D':
      case 'W':
        if (inClass) throw new NoEquivalent();
        return `[^${classes[sign.toLowerCase()] ?? ''}]`;
      case 's':
      case 'n':
      case 'r':
      case 't':
        return `\\${sign}`;
      case 'p':
      case 'P': {
        const name = /^\{(?:L|Lu|Ll|Lt|Lm|Lo|M|N|Nd|P|S|Z)\}/u.exec(this.#pattern.slice(this.#at))?.[0];
        if (name === undefined) throw new NoEquivalent();
        this.#at += name.length;
        return `\\${sign}${name}`;
      }
      case 'u':
      case 'x': {
        const digits = sign === 'u' ? /^[\da-f]{4}/iu : /^[\da-f]{2}/iu;
        const code = digits.exec(this.#pattern.slice(this.#at))?.[0];
        if (code === undefined) throw new NoEquivalent();
        this.#at += code.length;
        return literal(String.fromCharCode(Number.parseInt(code, 16)));
      }
      default:
        if (/[\da-zA-Z]/u.test(sign)) throw new NoEquivalent();
        return literal(sign);
    }
  }
}

function literal(sign: string): string {
  // Not a character of XML 1.0, hence in no instance either.
  // eslint-disable-next-line no-control-regex -- control characters are what it looks for
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Cs}]/u.test(sign)) throw new NoEquivalent();
  // `$` is an ordinary sign in XML Schema, and `\$` is no escape there.
  return special.has(sign) && sign !== '$' ? `\\${sign}` : sign;
}
