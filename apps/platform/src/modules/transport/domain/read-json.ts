import { type FieldProblem } from '#kernel/errors';
import { isUuid } from '#kernel/ids';

export type JsonObject = Record<string, unknown>;
export type Parsed<T> = { ok: true; value: T } | { ok: false; problems: readonly FieldProblem[] };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Length and form of service identifiers (metadata schema 1.0.0, publicServiceType.identifier). */
const urnPattern = /^urn:[a-z0-9][a-z0-9-]{0,31}:[a-z0-9()+,.:=@;$_!*'%/?#-]+$/i;
const regionPattern = /^DE\d{0,12}$/;

export function isUrn(text: string): boolean {
  return text.length >= 7 && text.length <= 255 && urnPattern.test(text);
}

/** As the metadata schema asks of `schemaUri`: a submission could name no other address. */
export function isUri(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\S+$/i.test(text);
}

export function isRegion(text: string): boolean {
  return regionPattern.test(text);
}

/** As clients write them: some platforms print UUIDs in capitals. We keep and compare lower case. */
export function isAnyUuid(text: string): boolean {
  return isUuid(text.toLowerCase());
}

/**
 * Reads members of a request body and collects what is wrong with them, each with its JSON pointer. Members that are
 * not known are ignored: newer clients send more than this version knows.
 */
export class BodyReader {
  readonly problems: FieldProblem[] = [];
  readonly #at: string;
  readonly #object: JsonObject;

  constructor(value: unknown, at = '', problems: FieldProblem[] = []) {
    this.problems = problems;
    this.#at = at;
    this.#object = isObject(value) ? value : {};
    if (!isObject(value)) this.report('', 'not-an-object');
  }

  report(member: string, code: string): void {
    this.problems.push({ field: member === '' ? this.#at : `${this.#at}/${member}`, code });
  }

  has(member: string): boolean {
    return this.#object[member] !== undefined && this.#object[member] !== null;
  }

  raw(member: string): unknown {
    return this.#object[member];
  }

  text(member: string, maximum: number, fits: (text: string) => boolean = () => true): string {
    const value = this.#object[member];
    if (typeof value === 'string' && value.length <= maximum && fits(value)) return value;
    this.report(member, value === undefined ? 'required' : 'invalid');
    return '';
  }

  optionalText(member: string, maximum: number, fits?: (text: string) => boolean): string | undefined {
    return this.has(member) ? this.text(member, maximum, fits) : undefined;
  }

  uuid(member: string): string {
    return this.text(member, 36, isAnyUuid).toLowerCase();
  }

  list(member: string, maximum: number): readonly unknown[] {
    const value = this.#object[member];
    if (Array.isArray(value) && value.length <= maximum) return value;
    this.report(member, value === undefined ? 'required' : 'invalid');
    return [];
  }

  texts(member: string, maximum: number, fits: (text: string) => boolean): string[] {
    const values = this.list(member, maximum);
    const good = values.filter((value) => typeof value === 'string').filter(fits);
    if (good.length !== values.length) this.report(member, 'invalid');
    return good;
  }

  object(member: string): BodyReader {
    return new BodyReader(this.#object[member], `${this.#at}/${member}`, this.problems);
  }

  objects(member: string, maximum: number): BodyReader[] {
    return this.list(member, maximum).map(
      (value, index) => new BodyReader(value, `${this.#at}/${member}/${index}`, this.problems),
    );
  }

  done<T>(value: T): Parsed<T> {
    return this.problems.length === 0 ? { ok: true, value } : { ok: false, problems: this.problems };
  }
}
