import { addInstance, type FormPage, removeInstance, type Answers } from '@verbund/xdatenfelder';
import { AppError } from '#kernel/errors';
import { type PersonId } from '#kernel/ids';
import { type Control, controlsOf, type FilesControl, pageBlocks } from './domain/blocks.ts';
import { findProblems, pageOfProblem, type FormProblem } from './domain/check.ts';
import { type DraftContent, removeRawInstance, standOf } from './domain/draft-content.ts';
import { stateOf, relevantPages, withoutIndexes } from './domain/form-state.ts';
import { hangsOnLaterQuestions } from './domain/later-questions.ts';
import { readPostedPage } from './domain/posted-page.ts';
import { type Drafts, type OpenDraft } from './drafts.ts';
import { type Received } from './receive-request.ts';
import { type Uploads } from './uploads.ts';
import { maxCountOf } from './receive-file.ts';

export interface PostedForm {
  pageId: string;
  form: URLSearchParams;
  /** Revision of the page that the person saw, and which rendering of it she sent. */
  stand: number;
  sheet: string;
  action: string;
  received: Received;
}

export interface PageResult {
  open: OpenDraft;
  page: FormPage;
  /** Not saved: another window changed the same page, whose content is in `open`. */
  /** `content` holds what this window sent. */
  conflict: { content: DraftContent; differences: readonly Control[] } | null;
  problems: readonly FormProblem[];
  uploadProblems: Received['problems'];
  /** Questions that came up by these entries. */
  added: readonly Control[];
}

export function pageOf(open: OpenDraft, pageId: string): FormPage {
  const page = open.compiled.form.pages.find((candidate) => candidate.id === pageId);
  if (page === undefined) throw new AppError('not-found', 'forms/page-not-found');
  return page;
}

export function neighbours(
  open: OpenDraft,
  pageId: string,
): { before: string | null; after: string | null; step: number; of: number } {
  const pages = relevantPages(stateOf(open.compiled, open.content.answers, open.context));
  const order = open.compiled.form.pages.map((page) => page.id);
  const place = order.indexOf(pageId);
  const before = pages.filter((page) => order.indexOf(page.id) < place).at(-1)?.id ?? null;
  const after = pages.find((page) => order.indexOf(page.id) > place)?.id ?? null;
  const step = pages.findIndex((page) => page.id === pageId) + 1;
  return { before, after, step: Math.max(1, step), of: pages.length };
}

export function firstPageToFill(open: OpenDraft): FormPage | null {
  const state = stateOf(open.compiled, open.content.answers, open.context);
  const pages = open.compiled.form.pages;
  const places = findProblems(open.compiled, open.content, state, open.context).map((problem) => {
    const page = pageOfProblem(open.compiled, problem);
    return page === null ? pages.length : pages.indexOf(page);
  });
  return pages[Math.min(pages.length, ...places)] ?? null;
}

/** Saves what a page sent, whatever it is worth; judging comes after saving. */
export async function savePage(
  person: PersonId,
  draft: string,
  posted: PostedForm,
  parts: { drafts: Drafts; uploads: Uploads },
): Promise<PageResult> {
  // Filled by `change`, which may be asked more than once; the last answer counts.
  const found: Pick<PageResult, 'conflict' | 'added'> & { content: DraftContent | null } = {
    conflict: null,
    added: [],
    content: null,
  };
  const touchesFiles = posted.received.files.length > 0 || /^remove(?:-file)?:/u.test(posted.action);
  const change = (open: OpenDraft): DraftContent | null => {
    const page = pageOf(open, posted.pageId);
    const read = readPostedPage(open.compiled, open.content, page, posted.form, open.context);
    const stand = standOf(open.content, page.id);
    // A rendering's own earlier save is no conflict: that is the back button.
    const isForeign = stand.revision !== posted.stand && stand.by !== posted.sheet;
    const { differences } = read;
    found.conflict = isForeign && differences.length > 0 ? { content: read.content, differences } : null;
    if (found.conflict !== null) return null;
    found.added = read.added;
    const content = act(open, page, read.content, posted);
    content.pages = { ...content.pages, [page.id]: { revision: stand.revision + 1, by: posted.sheet } };
    found.content = content;
    return content;
  };
  const open = await parts.drafts.save(
    person,
    draft,
    change,
    !touchesFiles
      ? undefined
      : async (tx) => {
          await parts.uploads.record(tx, person, draft, posted.received.files);
          if (found.content !== null) await parts.uploads.discardUnused(tx, draft, found.content.answers);
        },
  );
  const page = pageOf(open, posted.pageId);
  const { conflict, added } = found;
  const problems = conflict === null ? problemsOf(open, page, added) : [];
  return { open, page, conflict, problems, uploadProblems: posted.received.problems, added };
}

/** Questions that just came up are announced, not blamed. */
function problemsOf(open: OpenDraft, page: FormPage, added: readonly Control[]): FormProblem[] {
  const state = stateOf(open.compiled, open.content.answers, open.context);
  const isNew = (path: string): boolean =>
    added.some(
      (control) =>
        path === control.path || path.replace(/\[\d+\]$/u, '') === control.path || control.path.startsWith(`${path}/`),
    );
  const { compiled, content, context } = open;
  return findProblems(compiled, content, state, context, page).filter(
    (problem) => !isNew(problem.path) && !hangsOnLaterQuestions(compiled, content, page, problem),
  );
}

function act(open: OpenDraft, page: FormPage, content: DraftContent, posted: PostedForm): DraftContent {
  let { answers, raw } = content;
  const { schema } = open.compiled;
  const isOfPage = (path: string): boolean =>
    page.nodes.some((root) => withoutIndexes(path) === root || withoutIndexes(path).startsWith(`${root}/`));
  for (const { control, answer } of posted.received.files) {
    const path = control.isList ? freePlace(answers, control) : control.path;
    answers = { ...answers, [path]: answer };
  }
  const [verb = '', target = '', index = ''] = splitAction(posted.action);
  if (verb === 'add' && isOfPage(target)) answers = addInstance(schema, answers, target);
  if (verb === 'remove' && isOfPage(target) && /^\d{1,3}$/u.test(index)) {
    answers = removeInstance(schema, answers, `${target}[${index}]`);
    raw = removeRawInstance(raw, target, Number(index));
  }
  if (verb === 'remove-file') answers = withoutFile(answers, target, isOfPage);
  const plain = verb === 'sprache' ? target === 'einfach' : content.plain;
  return { ...content, answers, raw, ...(plain === undefined ? {} : { plain }) };
}

/** `remove:<list>:<index>`, `add:<list>`; list paths hold no colon. */
function splitAction(action: string): string[] {
  return action.split(':');
}

function freePlace(answers: Answers, control: FilesControl): string {
  for (let index = 0; index < maxCountOf(control); index += 1) {
    const path = `${control.path}[${index}]`;
    if (answers[path] === undefined) return path;
  }
  return `${control.path}[${maxCountOf(control)}]`;
}

function withoutFile(answers: Answers, fileId: string, isOfPage: (path: string) => boolean): Answers {
  const key = Object.keys(answers).find((path) => {
    const value = answers[path];
    return typeof value === 'object' && value.fileId === fileId && isOfPage(path);
  });
  if (key === undefined) return answers;
  const kept: Answers = { ...answers };
  delete kept[key];
  const match = /^(.*)\[(\d+)\]$/u.exec(key);
  if (match?.[1] === undefined) return kept;
  // Later files of the same field move up, so that no gap counts as an instance.
  for (let index = Number(match[2]) + 1; ; index += 1) {
    const from = `${match[1]}[${index}]`;
    const value = kept[from];
    if (value === undefined) return kept;
    delete kept[from];
    kept[`${match[1]}[${index - 1}]`] = value;
  }
}

/** File fields of a page as they are shown now, for an upload. */
export function fileControls(open: OpenDraft, pageId: string): FilesControl[] {
  const page = pageOf(open, pageId);
  const state = stateOf(open.compiled, open.content.answers, open.context);
  return controlsOf(pageBlocks(state, page)).filter((control) => control.kind === 'files');
}
