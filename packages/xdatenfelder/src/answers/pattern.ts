/**
 * Patterns come from files of strangers and run against text of strangers. Only patterns with a
 * proven low cost are compiled: no look-around, no back references, no nested repetition, at most
 * three wide repetitions; and the input is capped by that number before matching.
 */
export type SafePattern = { ok: true; regex: RegExp; maxInput: number } | { ok: false; reason: 'invalid' | 'costly' };

const cache = new Map<string, SafePattern>();
const CACHE_SIZE = 1000;
/** A counted repetition up to this is treated as a constant factor. */
const NARROW = 3;
const WIDE = 10;
/** By number of wide repetitions: keeps the worst case around 10 million steps. */
const inputCaps = [20_000, 20_000, 2_000, 300] as const;

/** Compiles the pattern as the HTML attribute means it: anchored to the whole value. */
export function compilePattern(pattern: string): SafePattern {
  const known = cache.get(pattern);
  if (known !== undefined) return known;
  const result = build(pattern);
  if (cache.size >= CACHE_SIZE) cache.clear();
  cache.set(pattern, result);
  return result;
}

function build(pattern: string): SafePattern {
  const regex = toRegExp(pattern);
  if (regex === null) return { ok: false, reason: 'invalid' };
  const weight = new CostReader(pattern).read();
  const maxInput = weight === null ? undefined : inputCaps[weight];
  return maxInput === undefined ? { ok: false, reason: 'costly' } : { ok: true, regex, maxInput };
}

function toRegExp(pattern: string): RegExp | null {
  // Editors escape more than Unicode mode allows (`\-`); the old mode reads those, but not \p{…}.
  for (const flags of /\\[pP]\{/u.test(pattern) ? ['u'] : ['u', '']) {
    try {
      return new RegExp(`^(?:${pattern})$`, flags);
    } catch {
      continue;
    }
  }
  return null;
}

/** Wide repetitions, and choices (as powers of two) that backtracking may have to walk through. */
interface Cost {
  wide: number;
  choices: number;
}

const MAX_CHOICES = 20;

/** Counts wide repetitions; `null` = refuse. */
class CostReader {
  readonly #pattern: string;
  #at = 0;
  #refused = false;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  read(): number | null {
    const { wide, choices } = this.#sequence(0);
    return this.#refused || choices > MAX_CHOICES || this.#pattern.length > 1000 ? null : wide;
  }

  #sequence(depth: number): Cost {
    const cost = { wide: 0, choices: 0 };
    let branches = 1;
    if (depth > 20) this.#refused = true;
    while (this.#at < this.#pattern.length && !this.#refused) {
      const sign = this.#pattern[this.#at];
      if (sign === ')') break;
      this.#at += 1;
      if (sign === '|') branches += 1;
      else {
        const part = sign === '(' ? this.#group(depth) : this.#atom(sign);
        cost.wide += part.wide;
        cost.choices += part.choices;
      }
    }
    return { wide: cost.wide, choices: cost.choices + Math.ceil(Math.log2(branches)) };
  }

  #group(depth: number): Cost {
    if (this.#pattern.startsWith('?:', this.#at)) this.#at += 2;
    else if (this.#pattern[this.#at] === '?') this.#refused = true;
    const inner = this.#sequence(depth + 1);
    this.#at += 1;
    return this.#quantified(inner);
  }

  #atom(sign: string | undefined): Cost {
    if (sign === '\\') {
      if (/[1-9k]/u.test(this.#pattern[this.#at] ?? '')) this.#refused = true;
      this.#at += 1;
      if (this.#pattern[this.#at] === '{' && /[pPu]/u.test(this.#pattern[this.#at - 1] ?? '')) {
        this.#at = this.#pattern.indexOf('}', this.#at) + 1;
      }
    } else if (sign === '[') {
      while (this.#at < this.#pattern.length && this.#pattern[this.#at] !== ']') {
        this.#at += this.#pattern[this.#at] === '\\' ? 2 : 1;
      }
      this.#at += 1;
    }
    return this.#quantified({ wide: 0, choices: 0 });
  }

  #quantified(inner: Cost): Cost {
    const match = /^(?:[*+?]|\{(\d+)(,?)(\d*)\})\??/u.exec(this.#pattern.slice(this.#at));
    if (match === null) return inner;
    this.#at += match[0].length;
    const [min, max] = bounds(match);
    if (max > WIDE && inner.wide + inner.choices > 0) this.#refused = true;
    const times = Math.min(max, WIDE);
    const narrow = min !== max && max <= NARROW;
    return {
      wide: inner.wide * times + (min !== max && !narrow ? 1 : 0),
      choices: inner.choices * times + (narrow ? 1 : 0),
    };
  }
}

function bounds(match: RegExpExecArray): [number, number] {
  if (match[0].startsWith('*')) return [0, Infinity];
  if (match[0].startsWith('+')) return [1, Infinity];
  if (match[0].startsWith('?')) return [0, 1];
  const min = Number(match[1]);
  if (match[2] === '') return [min, min];
  return [min, match[3] === '' ? Infinity : Number(match[3])];
}
