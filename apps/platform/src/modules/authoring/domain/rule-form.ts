import {
  chosen,
  countryGroups,
  type DraftChoice,
  type DraftGroup,
  type DraftPart,
  type DraftStatement,
  type DraftTest,
  effects,
  emptyGroup,
  joins,
  landCodes,
  operandKinds,
  type RuleDraft,
  testNames,
} from './rule-draft.ts';

/*
 * Names of the form fields. A statement is `a0`, its condition `a0-w`, what it demands `a0-f`; parts are counted:
 * `a0-w-1-0` is the first part of the second part. Each has fields `…-thema`, `…-wert` and so on, which are also the
 * ids that the error summary leads to.
 */

/** More than any real rule has; what is beyond in a posted form is not read. */
export const limits = { statements: 60, targets: 300, parts: 400, depth: 16, text: 4000 };

export const statementAt = (index: number): string => `a${String(index)}`;
export const whenAt = (statement: string): string => `${statement}-w`;
export const demandAt = (statement: string): string => `${statement}-f`;
export const partAt = (group: string, index: number): string => `${group}-${String(index)}`;
export const targetAt = (statement: string, index: number): string => `${statement}-ziel${String(index)}`;

/** What a browser posts of a draft. Every form is some draft: unknown words count as not chosen. */
export function readRuleForm(form: URLSearchParams): RuleDraft {
  const statements: DraftStatement[] = [];
  for (let index = 0; index < limits.statements; index += 1) {
    const at = statementAt(index);
    if (!form.has(`${at}-wirkung`)) break;
    statements.push(readStatement(form, at));
  }
  return { statements };
}

/** The fields of a draft, in the order of the form. */
export function writeRuleForm(draft: RuleDraft): [name: string, value: string][] {
  return draft.statements.flatMap((statement, index) => writeStatement(statement, statementAt(index)));
}

function readStatement(form: URLSearchParams, at: string): DraftStatement {
  const targets: DraftChoice[] = [];
  for (let index = 0; index < limits.targets && form.has(targetAt(at, index)); index += 1) {
    targets.push(readChoice(form, targetAt(at, index)));
  }
  const budget: Budget = { parts: limits.parts };
  return {
    effect: known(effects, form.get(`${at}-wirkung`)) ?? '',
    targets: targets.length === 0 ? [chosen('')] : targets,
    value: readChoice(form, `${at}-wert`),
    messageDe: textOf(form, `${at}-meldung-de`),
    messageEn: textOf(form, `${at}-meldung-en`),
    always: form.get(`${at}-wann`) === 'immer',
    when: readGroup(form, whenAt(at), budget, 0),
    demand: readGroup(form, demandAt(at), budget, 0),
  };
}

interface Budget {
  parts: number;
}

function readGroup(form: URLSearchParams, at: string, budget: Budget, depth: number): DraftGroup {
  const parts: DraftPart[] = [];
  for (let index = 0; depth < limits.depth; index += 1) {
    const place = partAt(at, index);
    const isGroup = form.has(`${place}-art`);
    if (budget.parts === 0 || (!isGroup && !form.has(`${place}-thema`))) break;
    budget.parts -= 1;
    parts.push(isGroup ? readGroup(form, place, budget, depth + 1) : readTest(form, place));
  }
  return { ...emptyGroup, join: known(joins, form.get(`${at}-art`)) ?? 'all', parts };
}

function readTest(form: URLSearchParams, at: string): DraftTest {
  return {
    kind: 'test',
    subject: readChoice(form, `${at}-thema`),
    test: known(testNames, form.get(`${at}-vergleich`)) ?? '',
    negated: form.get(`${at}-nicht`) === 'true',
    value: readChoice(form, `${at}-wert`),
    operand: known(operandKinds, form.get(`${at}-mit`)) ?? 'value',
    other: readChoice(form, `${at}-feld`),
    year: readChoice(form, `${at}-jahr`),
    years: textOf(form, `${at}-jahre`),
    months: textOf(form, `${at}-monate`),
    days: textOf(form, `${at}-tage`),
    groups: several(countryGroups, form.getAll(`${at}-gruppen`)),
    laender: several(landCodes, form.getAll(`${at}-laender`)),
  };
}

function readChoice(form: URLSearchParams, name: string): DraftChoice {
  return { value: textOf(form, name), search: textOf(form, `${name}-suche`) };
}

function textOf(form: URLSearchParams, name: string): string {
  return (form.get(name) ?? '').slice(0, limits.text);
}

function known<T extends string>(words: readonly T[], word: string | null): T | undefined {
  return words.find((one) => one === word);
}

/** In the order of the form, which is the order of the rule. */
function several<T extends string>(words: readonly T[], given: readonly string[]): T[] {
  const found = given.flatMap((word) => known(words, word) ?? []);
  return [...new Set(found)];
}

type Fields = [name: string, value: string][];

function writeStatement(statement: DraftStatement, at: string): Fields {
  return [
    [`${at}-wirkung`, statement.effect],
    ...statement.targets.flatMap((target, index) => writeChoice(target, targetAt(at, index))),
    ...writeChoice(statement.value, `${at}-wert`),
    ...optional(`${at}-meldung-de`, statement.messageDe),
    ...optional(`${at}-meldung-en`, statement.messageEn),
    [`${at}-wann`, statement.always ? 'immer' : 'wenn'],
    ...writeGroup(statement.when, whenAt(at)),
    ...writeGroup(statement.demand, demandAt(at)),
  ];
}

function writeGroup(group: DraftGroup, at: string): Fields {
  return [[`${at}-art`, group.join], ...group.parts.flatMap((part, index) => writePart(part, partAt(at, index)))];
}

function writePart(part: DraftPart, at: string): Fields {
  return part.kind === 'group' ? writeGroup(part, at) : writeTest(part, at);
}

function writeTest(test: DraftTest, at: string): Fields {
  return [
    ...writeChoice(test.subject, `${at}-thema`),
    [`${at}-vergleich`, test.test],
    ...optional(`${at}-nicht`, test.negated ? 'true' : ''),
    ...hiddenTestFields(test, at, () => true),
  ];
}

/** What a test holds besides its subject and its comparison; `wanted` leaves out what the page shows itself. */
export function hiddenTestFields(test: DraftTest, at: string, wanted: (name: string) => boolean): Fields {
  const fields: Fields = [
    ...optionalChoice(test.value, `${at}-wert`),
    [`${at}-mit`, test.operand],
    ...optionalChoice(test.other, `${at}-feld`),
    ...optionalChoice(test.year, `${at}-jahr`),
    ...optional(`${at}-jahre`, test.years),
    ...optional(`${at}-monate`, test.months),
    ...optional(`${at}-tage`, test.days),
    ...test.groups.map((group): [string, string] => [`${at}-gruppen`, group]),
    ...test.laender.map((land): [string, string] => [`${at}-laender`, land]),
  ];
  return fields.filter(([name]) => wanted(name.slice(at.length + 1).replace(/-suche$/u, '')));
}

function writeChoice({ value, search }: DraftChoice, name: string): Fields {
  return [[name, value], ...optional(`${name}-suche`, search)];
}

function optionalChoice({ value, search }: DraftChoice, name: string): Fields {
  return [...optional(name, value), ...optional(`${name}-suche`, search)];
}

function optional(name: string, value: string): Fields {
  return value === '' ? [] : [[name, value]];
}
