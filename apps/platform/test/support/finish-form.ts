import { type Answers, formatFormValue, nodesByPath, type SchemaModel, valuesOf } from '@verbund/xdatenfelder';
import { type FormFile, type PageForm, readForms, wordsOf } from './plain-browser.ts';
import { sampleFile } from './sample-file.ts';

/** As much of a browser without script as a form needs. */
export interface FormVisitor {
  readonly page: { status: number; text: string };
  /** Address of the page without its query. */
  readonly path: string;
  get(path: string): Promise<unknown>;
  post(path: string, form: URLSearchParams): Promise<unknown>;
  upload(path: string, form: URLSearchParams, files: readonly FormFile[]): Promise<unknown>;
}

export interface Finished {
  /** Address of the receipt. */
  receipt: string;
  requests: number;
}

/** One page with its buttons is pressed at most so often; a form that asks for more does not move on. */
const mostTurns = 120;
const mostPages = 500;
const mostRounds = 4;

/**
 * Fills a draft as a person without script does: types what is wanted into the controls that a page really has, adds
 * instances, searches long lists, uploads files, goes on page by page, follows the links of the check to what is still
 * missing, declares and sends. Knows names of controls and buttons, nothing about the pages.
 * @throws Error with the words of the page where the form does not let a person go on
 */
export async function finishForm(visitor: FormVisitor, schema: SchemaModel, wanted: Answers): Promise<Finished> {
  const filler = new Filler(visitor, schema, wanted);
  const first = visitor.path;
  for (let round = 0; round < mostRounds; round += 1) {
    if (round > 0) await filler.visit(filler.problemLinks()[0] ?? first);
    await filler.walkToCheck();
    // What an answer of a later page brought up on an earlier one is filled in another walk.
    if (filler.canSend() && !(round === 0 && filler.hasUnfilled())) return filler.send();
  }
  throw new Error(`the check lets nothing be sent: ${wordsOf(visitor.page.text).slice(0, 1500)}`);
}

class Filler {
  readonly #visitor: FormVisitor;
  readonly #schema: SchemaModel;
  readonly #wanted: Answers;
  readonly #done = new Set<string>();
  #requests = 0;

  constructor(visitor: FormVisitor, schema: SchemaModel, wanted: Answers) {
    this.#visitor = visitor;
    this.#schema = schema;
    this.#wanted = wanted;
  }

  async visit(path: string): Promise<void> {
    this.#requests += 1;
    await this.#visitor.get(path);
  }

  async walkToCheck(): Promise<void> {
    for (let pages = 0; pages < mostPages; pages += 1) {
      if (this.#visitor.path.endsWith('/pruefen')) return;
      await this.#fillPage();
    }
    throw new Error(`no end after ${String(mostPages)} pages, the last one ${this.#visitor.path}`);
  }

  hasUnfilled(): boolean {
    return Object.keys(this.#wanted).some((key) => !key.endsWith('#count') && !this.#done.has(key));
  }

  canSend(): boolean {
    return this.#forms().some((form) => form.fields.some(({ name }) => name === 'erklaerung'));
  }

  problemLinks(): string[] {
    const links = [...this.#visitor.page.text.matchAll(/<li><a href="(\/konto\/entwurf\/[^"#]+)#[^"]*"/gu)];
    return links.map(([, href = '']) => href);
  }

  async send(): Promise<Finished> {
    const form = this.#forms().find(({ fields }) => fields.some(({ name }) => name === 'erklaerung'));
    if (form === undefined) throw new Error('nothing to declare');
    const pairs = new URLSearchParams(
      form.fields.flatMap(({ name, value }) => (value === null ? [] : [[name, value]])),
    );
    pairs.set('erklaerung', 'true');
    this.#requests += 1;
    await this.#visitor.post(form.action, pairs);
    if (!this.#visitor.path.startsWith('/konto/antrag/')) throw this.#stuck('not sent');
    return { receipt: this.#visitor.path, requests: this.#requests };
  }

  async #fillPage(): Promise<void> {
    const page = this.#visitor.path;
    const before = new Set<string>();
    for (let turn = 0; turn < mostTurns; turn += 1) {
      const form = this.#pageForm();
      const { pairs, missing } = this.#fill(form);
      const size = before.size;
      const press = this.#nextButton(form, missing, before);
      await this.#submit(form, pairs, press);
      if (press.value !== 'weiter') continue;
      if (this.#visitor.path !== page) return;
      for (const [name] of this.#fill(this.#pageForm()).pairs) before.add(name);
      if (this.#visitor.page.status === 422 && before.size === size) throw this.#stuck(`stuck on ${page}`);
    }
    throw this.#stuck(`no way on from ${page} in ${String(mostTurns)} turns`);
  }

  #forms(): PageForm[] {
    return readForms(this.#visitor.page.text).filter(({ action }) => action.startsWith('/konto/entwurf/'));
  }

  #pageForm(): PageForm {
    const form = this.#forms().find(({ fields }) => fields.some(({ name }) => name === '_blatt'));
    if (form === undefined) throw this.#stuck('no form');
    return form;
  }

  /** What a person would send, and which wanted values of long lists are not among the offered options yet. */
  #fill(form: PageForm): { pairs: URLSearchParams; missing: Map<string, string> } {
    const pairs = new URLSearchParams();
    const missing = new Map<string, string>();
    const seen = new Set<string>();
    for (const { name, type, value, options } of form.fields) {
      if (type === 'hidden') {
        if (value !== null) pairs.append(name, value);
      } else if (type === 'file' || seen.has(name)) continue;
      else if (type === 'checkbox') this.#listed(name).forEach((code) => pairs.append(name, code));
      else if (type === 'radio' || type === 'select') {
        const code = this.#typed(name);
        if (options.includes(code)) pairs.append(name, code);
        if (code !== '' && !options.includes(code)) missing.set(name, this.#labelOf(name, code));
      } else pairs.append(name, this.#typed(name));
      seen.add(name);
    }
    // A long list shows no option before it was searched.
    for (const { name, value } of form.buttons) {
      const list = name === '_action' && value.startsWith('search:') ? value.slice('search:'.length) : null;
      const code = list === null || seen.has(list) ? '' : this.#typed(list);
      if (list !== null && code !== '') missing.set(list, this.#labelOf(list, code));
    }
    return { pairs, missing };
  }

  #nextButton(form: PageForm, missing: ReadonlyMap<string, string>, tried: Set<string>): Press {
    for (const { name, value } of form.buttons) {
      if (name !== '_action') continue;
      const [verb = '', target = ''] = value.split(':');
      if (verb === 'search' && missing.has(target) && !tried.has(value)) {
        tried.add(value);
        return { value, query: [`${target}-suche`, missing.get(target) ?? ''], files: [] };
      }
      const shown = `${value} ${String(this.#shown(form, target))}`;
      if (verb === 'add' && this.#shown(form, target) < this.#count(target) && !tried.has(shown)) {
        tried.add(shown);
        return { value, query: null, files: [] };
      }
      const files = verb === 'upload' ? this.#filesFor(target) : [];
      if (files.length > 0) return { value, query: null, files };
    }
    return { value: 'weiter', query: null, files: [] };
  }

  async #submit(form: PageForm, pairs: URLSearchParams, press: Press): Promise<void> {
    const sent = new URLSearchParams(pairs);
    if (press.query !== null) sent.set(...press.query);
    sent.set('_action', press.value);
    this.#requests += 1;
    if (form.multipart) await this.#visitor.upload(form.action, sent, press.files);
    else await this.#visitor.post(form.action, sent);
    if (press.files.length > 0 && this.#visitor.page.status !== 200) throw this.#stuck('a file was refused');
  }

  /** One file at a time where the field takes one, all at once where it takes several. */
  #filesFor(name: string): FormFile[] {
    const keys = Object.keys(this.#wanted).filter((key) => key === name || key.replace(/\[\d+\]$/u, '') === name);
    return keys.flatMap((key): FormFile[] => {
      const file = this.#wanted[key];
      if (typeof file !== 'object' || this.#done.has(key)) return [];
      this.#done.add(key);
      const { filename, mimeType } = file;
      return [{ field: name, filename, type: mimeType, content: sampleFile(mimeType) }];
    });
  }

  /** What is typed into a text box or chosen among options; '' leaves it empty. */
  #typed(name: string): string {
    const date = /^(.*)-(tag|monat|jahr)$/u.exec(name);
    const key = date?.[1] ?? name;
    const value = this.#wanted[key];
    if (value === undefined || typeof value === 'object') return '';
    this.#done.add(key);
    if (typeof value === 'boolean') return String(value);
    if (date !== null) return value.split('-')[['jahr', 'monat', 'tag'].indexOf(date[2] ?? '')] ?? '';
    return name.includes('#') ? value : this.#asTyped(name, value);
  }

  #asTyped(name: string, value: string): string {
    const node = nodesByPath(this.#schema).get(name.replace(/\[\d+\]/gu, ''));
    if (node?.kind !== 'field') throw new Error(`no field is called ${name}`);
    return valuesOf(this.#schema, node) === null ? formatFormValue(node, value) : value;
  }

  /** What a person would search for: the entry as the form writes it. */
  #labelOf(name: string, code: string): string {
    const node = nodesByPath(this.#schema).get(name.replace(/\[\d+\]/gu, ''));
    const values = (node?.kind === 'field' ? valuesOf(this.#schema, node) : null) ?? [];
    const label = values.find((value) => value.code === code)?.name ?? code;
    return values.some((value) => value.name === label && value.code !== code) ? `${label} (${code})` : label;
  }

  #listed(name: string): string[] {
    return Object.entries(this.#wanted).flatMap(([key, value]) => {
      if (key.replace(/\[\d+\]$/u, '') !== name || typeof value !== 'string') return [];
      this.#done.add(key);
      return [value];
    });
  }

  #count(list: string): number {
    return highest(list, Object.keys(this.#wanted));
  }

  #shown(form: PageForm, list: string): number {
    return highest(list, [...form.fields.map(({ name }) => name), ...form.buttons.map(({ value }) => inner(value))]);
  }

  #stuck(what: string): Error {
    return new Error(
      `${what} (${String(this.#visitor.page.status)}): ${wordsOf(this.#visitor.page.text).slice(0, 1500)}`,
    );
  }
}

interface Press {
  value: string;
  query: [string, string] | null;
  files: readonly FormFile[];
}

/** `add:G5[0]/G6` speaks of the first G5. */
function inner(action: string): string {
  const [verb = '', target = '', index] = action.split(':');
  return verb === 'remove' ? `${target}[${index ?? '0'}]` : target;
}

function highest(list: string, names: readonly string[]): number {
  let count = 0;
  for (const name of names) {
    const index = name.startsWith(`${list}[`) ? /^\[(\d+)\]/u.exec(name.slice(list.length))?.[1] : undefined;
    if (index !== undefined) count = Math.max(count, Number(index) + 1);
  }
  return count;
}
