import {
  type AnswerValue,
  type FileAnswer,
  formatFormValue,
  type FormNode,
  type FormPage,
  pickText,
  type TextLayer,
} from '@verbund/xdatenfelder';
import { type Block, type FieldControl, pageBlocks } from './blocks.ts';
import { checkedDetails } from './file-flags.ts';
import { groupedIban, isIbanField } from './iban.ts';
import { type FormState, relevantPages } from './form-state.ts';

/** Answers as the form showed them: for the check page, the receipt and the PDF. */
export interface SummarySection {
  pageId: string;
  title: string;
  groups: readonly SummaryGroup[];
}

export interface SummaryGroup {
  /** E.g. "Hund 2"; null for what stands directly under the title of the page, also behind a group. */
  heading: string | null;
  rows: readonly SummaryEntry[];
}

export interface SummaryEntry {
  pageId: string;
  /** Where the change link leads on the page. */
  path: string;
  label: string;
  /** Empty: not answered. */
  value: string;
}

export interface SummaryWords {
  yes: string;
  no: string;
  /** What could not be read, shown as it was typed. */
  raw: Readonly<Record<string, string>>;
}

export function summarise(state: FormState, layer: TextLayer, words: SummaryWords): SummarySection[] {
  const sections: (SummarySection & { groups: SummaryGroup[] })[] = [];
  let last: FormPage['section'];
  for (const page of relevantPages(state)) {
    const isQuestion = page.section !== undefined;
    const groups: OpenGroup[] = [{ heading: null, rows: [] }];
    collect(pageBlocks(state, page), { layer, words, groups, pageId: page.id, isQuestion }, '');
    const filled = groups.filter((group) => group.rows.length > 0);
    const section = sections.at(-1);
    // Questions of one section are read together, as they stand in the schema.
    if (isQuestion && section !== undefined && last !== undefined && isSameSection(last, page.section)) {
      append(section.groups, filled);
    } else {
      sections.push({ pageId: page.id, title: pickText((page.section ?? page).title, layer).text, groups: filled });
    }
    last = page.section;
  }
  return sections;
}

function isSameSection(a: FormPage['section'], b: FormPage['section']): boolean {
  return a?.path === b?.path && a?.title.de === b?.title.de;
}

function append(groups: SummaryGroup[], more: readonly SummaryGroup[]): void {
  const last = groups.at(-1);
  const [first, ...rest] = more;
  if (last?.heading === null && first?.heading === null) {
    groups.splice(-1, 1, { heading: null, rows: [...last.rows, ...first.rows] }, ...rest);
  } else {
    groups.push(...more);
  }
}

interface OpenGroup {
  heading: string | null;
  rows: SummaryEntry[];
}

interface Collecting {
  layer: TextLayer;
  words: SummaryWords;
  groups: OpenGroup[];
  pageId: string;
  /** The heading of the section is not the one of a group on this page. */
  isQuestion: boolean;
}

function collect(blocks: readonly Block[], to: Collecting, over: string): void {
  const { layer, words, groups, pageId } = to;
  const add = (path: string, form: FormNode, value: string): void => {
    groups.at(-1)?.rows.push({ pageId, path, label: label(form, layer), value });
  };
  // Behind a group the page goes on under its own title.
  const open = (heading: string): void => void groups.push({ heading: heading === '' ? null : heading, rows: [] });
  for (const block of blocks) {
    switch (block.kind) {
      case 'static':
        break;
      case 'field':
      case 'locked':
        add(block.control.path, block.control.form, shownValue(block.control, layer, words));
        break;
      case 'lines': {
        const values = block.items.map((item) => shownValue(item, layer, words)).filter((value) => value !== '');
        add(block.listPath, block.form, values.join('; '));
        break;
      }
      case 'options': {
        const { path, form, values } = block.control;
        add(path, form, values.map((code) => valueName(form, code, layer)).join('; '));
        break;
      }
      case 'files': {
        const names = block.control.values.map((value) => (typeof value === 'object' ? shownFile(value) : ''));
        add(block.control.path, block.control.form, names.filter((name) => name !== '').join('; '));
        break;
      }
      case 'choice': {
        const { control } = block;
        const chosen = control.options.find((option) => option.value === control.chosen);
        add(control.path, control.form, chosen === undefined ? '' : label(chosen.form, layer));
        collect(block.children, to, over);
        break;
      }
      case 'group': {
        // The only group of a page needs no heading of its own under the title.
        const heading = blocks.length === 1 && over === '' && !to.isQuestion ? '' : label(block.form, layer);
        if (heading !== '') open(heading);
        collect(block.children, to, heading === '' ? over : heading);
        if (heading !== '' && blocks.at(-1) !== block) open(over);
        break;
      }
      case 'repeat':
        for (const [at, item] of block.items.entries()) {
          const heading = `${label(block.form, layer)} ${at + 1}`;
          open(heading);
          collect(item.children, to, heading);
        }
        if (block.items.length > 0 && blocks.at(-1) !== block) open(over);
        break;
    }
  }
}

function label(form: FormNode, layer: TextLayer): string {
  return pickText(form.label, layer).text;
}

function shownValue(control: FieldControl, layer: TextLayer, words: SummaryWords): string {
  const raw = words.raw[control.path];
  if (raw !== undefined) return raw.replaceAll('\u001f', '.');
  return control.value === null ? '' : displayValue(control, control.value, layer, words);
}

export function displayValue(
  control: Pick<FieldControl, 'form' | 'node'>,
  value: AnswerValue,
  layer: TextLayer,
  words: Pick<SummaryWords, 'yes' | 'no'>,
): string {
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (typeof value === 'string' && control.form.values !== null) return valueName(control.form, value, layer);
  const formatted = formatFormValue(control.node, value);
  const text = isIbanField(control.node) ? groupedIban(formatted) : formatted;
  return control.node.dataType === 'num_currency' ? `${text} €` : text;
}

/** With its hash, in groups so that it may break across lines: by it anybody can tell later which file was sent. */
export function shownFile(file: FileAnswer): string {
  const { sha256 } = checkedDetails(file);
  return sha256 === null ? file.filename : `${file.filename} (SHA-256 ${groupedHash(sha256)})`;
}

export function groupedHash(hash: string): string {
  return hash.match(/.{1,8}/gu)?.join(' ') ?? '';
}

function valueName(form: FormNode, code: string, layer: TextLayer): string {
  const found = form.values?.find((value) => value.code === code);
  return found === undefined ? code : pickText(found.label, layer).text;
}
