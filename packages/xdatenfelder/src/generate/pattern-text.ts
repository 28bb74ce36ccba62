import { type Random } from './random.ts';

/**
 * Makes a text for a pattern, as far as this small reader understands it; the caller checks the
 * result against the real expression. `spread` bounds how often an open repetition repeats.
 */
export function textForPattern(pattern: string, random: Random, spread: number): string {
  return new PatternReader(pattern, random, spread).alternatives();
}

type Make = () => string;

const letters = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const digits = [...'0123456789'];
const sets: Record<string, string[]> = { d: digits, w: [...letters, ...digits], s: [' '], D: letters, W: ['-', ' '] };
/** What a negated class and `.` are filled from. */
const printable = [...letters, ...digits, ...' .,-/ÄÖÜäöüßé'];

class PatternReader {
  readonly #pattern: string;
  readonly #random: Random;
  readonly #spread: number;
  #at = 0;

  constructor(pattern: string, random: Random, spread: number) {
    this.#pattern = pattern;
    this.#random = random;
    this.#spread = spread;
  }

  alternatives(): string {
    return this.#choice()();
  }

  #choice(): Make {
    const branches: Make[][] = [[]];
    while (this.#at < this.#pattern.length && this.#pattern[this.#at] !== ')') {
      if (this.#pattern[this.#at] === '|') {
        this.#at += 1;
        branches.push([]);
      } else branches.at(-1)?.push(this.#repeated(this.#atom()));
    }
    return () => (this.#random.pick(branches) ?? []).map((make) => make()).join('');
  }

  #atom(): Make {
    const sign = this.#sign();
    switch (sign) {
      case '(': {
        if (this.#pattern.startsWith('?:', this.#at)) this.#at += 2;
        const inner = this.#choice();
        this.#at += 1;
        return inner;
      }
      case '[':
        return this.#from(this.#class());
      case '\\':
        return this.#from(this.#escape());
      case '.':
        return this.#from(printable);
      case '^':
      case '$':
        return () => '';
      default:
        return () => sign;
    }
  }

  #from(set: readonly string[]): Make {
    return () => this.#random.pick(set) ?? '';
  }

  #sign(): string {
    const sign = String.fromCodePoint(this.#pattern.codePointAt(this.#at) ?? 32);
    this.#at += sign.length;
    return sign;
  }

  #escape(): string[] {
    const sign = this.#sign();
    const set = sets[sign];
    if (set !== undefined) return set;
    if (sign === 'p' || sign === 'P') {
      const name = /^\{([^}]*)\}/u.exec(this.#pattern.slice(this.#at));
      this.#at += name?.[0].length ?? 0;
      return /^N/u.test(name?.[1] ?? '') ? digits : letters;
    }
    if (sign === 'u' || sign === 'x') {
      const code = /^(?:\{([\da-f]+)\}|([\da-f]{4})|([\da-f]{2}))/iu.exec(this.#pattern.slice(this.#at));
      this.#at += code?.[0].length ?? 0;
      return [String.fromCodePoint(Number.parseInt(code?.[1] ?? code?.[2] ?? code?.[3] ?? '20', 16))];
    }
    return [{ n: '\n', t: '\t', r: '\r', b: '', B: '' }[sign] ?? sign];
  }

  #class(): string[] {
    const negated = this.#pattern[this.#at] === '^';
    if (negated) this.#at += 1;
    const found: string[] = [];
    while (this.#at < this.#pattern.length && this.#pattern[this.#at] !== ']') {
      const from = this.#classItem();
      if (this.#pattern[this.#at] === '-' && this.#pattern[this.#at + 1] !== ']' && from.length === 1) {
        this.#at += 1;
        found.push(...range(from[0] ?? '', this.#classItem()[0] ?? ''));
      } else found.push(...from);
    }
    this.#at += 1;
    return negated ? printable.filter((sign) => !found.includes(sign)) : found;
  }

  #classItem(): string[] {
    const sign = this.#sign();
    return sign === '\\' ? this.#escape() : [sign];
  }

  #repeated(make: Make): Make {
    const match = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/u.exec(this.#pattern.slice(this.#at));
    if (match === null) return make;
    this.#at += match[0].length;
    const min = match[1] === '+' ? 1 : match[1] === undefined ? Number(match[2]) : 0;
    const open = match[1] === '*' || match[1] === '+' || (match[3] === ',' && match[4] === '');
    const max = match[1] === '?' ? 1 : open ? Infinity : match[4] === '' ? min : Number(match[4]);
    const most = Math.min(max, min + this.#spread);
    return () => Array.from({ length: this.#random.integer(min, most) }, make).join('');
  }
}

/** A wide range is sampled: three signs from either end are enough for a text. */
function range(from: string, to: string): string[] {
  const [first, last] = [from.codePointAt(0) ?? 0, to.codePointAt(0) ?? 0];
  const step = Math.max(1, Math.floor((last - first) / 200));
  const signs: string[] = [];
  for (let code = first; code <= last; code += step) signs.push(String.fromCodePoint(code));
  return signs;
}
