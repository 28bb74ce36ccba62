import { type SchemaNode } from '../model.ts';
import { valuesOf } from '../tree.ts';
import { anyOf } from './logic.ts';
import { datePartsAmong } from './date-parts.ts';
import { readNodes } from './prose-condition.ts';
import { type Reader } from './prose-reader.ts';
import { readLiteral, readValue } from './prose-value.ts';
import { type Condition, type Effect } from './rules.ts';

/** What a main clause does to one element. `valid` carries what has to hold. */
export interface Action {
  effect: Effect;
  target: SchemaNode;
  value: string | boolean | null;
  holds: Condition | null;
  /** "darf nur …, wenn": hidden in every other case, whatever other texts say. */
  closed: boolean;
}

export function act(effect: Effect, target: SchemaNode): Action {
  return { effect, target, value: null, holds: null, closed: false };
}

/** One or several actions: "aktiviere A UND mache es zu einer Pflichtangabe UND deaktiviere B, C". */
export function readActions(reader: Reader): Action[] {
  const actions = readAction(reader, []);
  for (;;) {
    const start = reader.at;
    reader.sign(',', ';');
    reader.word('und', 'sowie');
    // What follows may as well be the next sentence or the other branch.
    const more =
      reader.at === start
        ? null
        : (reader.attempt(() => readAction(reader, actions)) ?? reader.attempt(() => readMainClause(reader)));
    if (more === null) {
      reader.at = start;
      return actions;
    }
    actions.push(...more);
  }
}

function readAction(reader: Reader, before: Action[]): Action[] {
  const last = before.at(-1)?.target ?? null;
  if (reader.word('mache')) return readMandatoryAgain(reader, last);
  if (before.length > 0) {
    const again = reader.attempt(() => readFilledAgain(reader, last));
    if (again !== null) return again;
  }
  if (reader.word('zeige', 'zeigt')) return readShow(reader);
  if (reader.word('blende')) return readBlend(reader);
  if (reader.word('aktiviere')) return readNodes(reader).map((node) => act('show', node));
  if (reader.word('deaktiviere', 'verstecke', 'verberge')) return readNodes(reader).map((node) => act('forbid', node));
  if (reader.word('erscheint', 'erscheinen')) return readNodes(reader).map((node) => act('show', node));
  if (reader.word('muss', 'müssen')) return readMust(reader, readNodes(reader));
  if (reader.word('darf', 'dürfen')) return readMay(reader, readNodes(reader));
  if (reader.word('ist', 'sind')) return readIs(reader, readNodes(reader));
  if (reader.word('wird', 'werden')) return readBecomes(reader, readNodes(reader));
  return reader.fail();
}

/** "Das Feld X muss …": the element first, as in sentences without "wenn … dann". */
export function readMainClause(reader: Reader): Action[] {
  const nodes = readNodes(reader);
  reader.word('dann');
  if (reader.word('muss', 'müssen')) return readMust(reader, nodes);
  if (reader.word('darf', 'dürfen')) {
    reader.word('dann');
    return readMay(reader, nodes);
  }
  if (reader.word('ist', 'sind')) return readIs(reader, nodes);
  if (reader.word('wird', 'werden')) return readBecomes(reader, nodes);
  return reader.fail();
}

function readMandatoryAgain(reader: Reader, last: SchemaNode | null): Action[] {
  if (last === null || !reader.word('es', 'sie', 'ihn', 'dieses', 'diese')) return reader.fail();
  return readObligation(reader) ? [act('require', last)] : reader.fail();
}

/** "dann erscheint X und muss befüllt werden" */
function readFilledAgain(reader: Reader, last: SchemaNode | null): Action[] {
  if (last === null) return reader.fail();
  if (reader.word('muss') && readParticiple(reader, fillWords) && readAuxiliary(reader)) return [act('require', last)];
  if (reader.word('ist') && readObligation(reader)) return [act('require', last)];
  return reader.fail();
}

function readShow(reader: Reader): Action[] {
  const before = reader.phrase('als pflicht|pflichtfeld|pflichtangabe');
  const nodes = readNodes(reader);
  const negated = reader.word('nicht');
  const after = !negated && reader.phrase('als pflicht|pflichtfeld|pflichtangabe');
  reader.word('an');
  if (negated) return before ? reader.fail() : nodes.map((node) => act('forbid', node));
  return nodes.flatMap((node) => (before || after ? shownAndRequired(node) : [act('show', node)]));
}

function readBlend(reader: Reader): Action[] {
  const nodes = readNodes(reader);
  if (reader.word('aus')) return nodes.map((node) => act('forbid', node));
  if (reader.word('ein')) return nodes.map((node) => act('show', node));
  return reader.fail();
}

const fillWords = ['befüllt', 'ausgefüllt', 'angegeben', 'eingetragen', 'gefüllt'];
const showWords = ['angezeigt', 'eingeblendet', 'aktiviert'];
const hideWords = ['ausgeblendet', 'deaktiviert'];

function readParticiple(reader: Reader, words: readonly string[]): boolean {
  return reader.word(...words);
}

function readAuxiliary(reader: Reader): boolean {
  return reader.word('sein', 'werden');
}

const obligations = [
  ...['pflicht', 'pflichtangabe', 'pflichtangaben', 'pflichtfeld', 'pflichtfelder', 'pflichtfeldern'],
  ...['pflichtfeldgruppe', 'pflichtfeldgruppen', 'pflichtgruppe', 'verpflichtend'],
];

function readObligation(reader: Reader): boolean {
  if (reader.word('zu', 'zum', 'zur', 'ein', 'eine')) reader.word('einer', 'einem');
  return reader.word(...obligations);
}

export function readMust(reader: Reader, nodes: SchemaNode[]): Action[] {
  const validity = reader.attempt(() => readValidDate(reader, nodes));
  if (validity !== null) return validity;
  const prefilled = reader.attempt(() => readPrefilled(reader, nodes, 'participle'));
  if (prefilled !== null) return prefilled;
  const actions = readDuty(reader, nodes);
  // "A als Pflichtgruppe angezeigt UND B ausgeblendet werden"
  const more = reader.attempt(() => {
    if (!reader.word('und')) reader.fail();
    return readDuty(reader, readNodes(reader));
  });
  if (!readAuxiliary(reader)) return reader.fail();
  return [...actions, ...(more ?? []), ...readRestriction(reader, nodes)];
}

/** Participles of "muss … werden", without the auxiliary. */
function readDuty(reader: Reader, nodes: SchemaNode[]): Action[] {
  const mandatory = reader.phrase('als pflichtfeldgruppe|pflichtfeld|pflichtangabe|pflicht');
  if (readParticiple(reader, hideWords)) {
    return mandatory ? reader.fail() : nodes.map((node) => act('forbid', node));
  }
  if (readParticiple(reader, fillWords)) return nodes.map((node) => act('require', node));
  if (!readParticiple(reader, showWords)) return reader.fail();
  const start = reader.at;
  const filled = reader.word('und') && readParticiple(reader, fillWords);
  if (!filled) reader.at = start;
  return nodes.flatMap((node) => (mandatory || filled ? shownAndRequired(node) : [act('show', node)]));
}

function readMay(reader: Reader, nodes: SchemaNode[]): Action[] {
  reader.word('dann');
  if (reader.word('nur')) {
    // "darf nur angezeigt werden, wenn …": says when it exists at all.
    if (!readParticiple(reader, [...showWords, ...fillWords]) || !readAuxiliary(reader)) return reader.fail();
    return nodes.map((node) => ({ ...act('show', node), closed: true }));
  }
  if (!reader.word('nicht')) return reader.fail();
  if (reader.phrase('leer sein|bleiben')) return nodes.map((node) => act('require', node));
  if (!readParticiple(reader, [...showWords, ...fillWords])) return reader.fail();
  // "nicht angezeigt und befüllt sein" is one negation of both.
  if (reader.word('und') && !readParticiple(reader, fillWords)) return reader.fail();
  if (!readAuxiliary(reader)) return reader.fail();
  return nodes.map((node) => act('forbid', node));
}

function readIs(reader: Reader, nodes: SchemaNode[]): Action[] {
  const prefilled = reader.attempt(() => readPrefilled(reader, nodes, 'infinitive'));
  if (prefilled !== null) return prefilled;
  if (reader.word('auszublenden', 'ausgeblendet', 'deaktiviert')) return nodes.map((node) => act('forbid', node));
  if (reader.word('auszufüllen', 'anzugeben') || reader.phrase('zu befüllen')) {
    return nodes.map((node) => act('require', node));
  }
  if (reader.phrase('als pflichtfeldgruppe|pflichtfeldgruppen|pflichtfelder|pflichtfeld|pflichtangabe anzuzeigen')) {
    return nodes.flatMap(shownAndRequired);
  }
  if (reader.word('anzuzeigen', 'einzublenden')) return nodes.map((node) => act('show', node));
  if (reader.phrase('nicht anzuzeigen|einzublenden|auszufüllen')) return nodes.map((node) => act('forbid', node));
  return readObligation(reader) ? nodes.map((node) => act('require', node)) : reader.fail();
}

function readBecomes(reader: Reader, nodes: SchemaNode[]): Action[] {
  const prefilled = reader.attempt(() => readPrefilled(reader, nodes, 'participle'));
  if (prefilled !== null) return prefilled;
  if (reader.word(...showWords)) return nodes.map((node) => act('show', node));
  if (reader.word(...hideWords) || reader.phrase('nicht angezeigt|eingeblendet')) {
    return nodes.map((node) => act('forbid', node));
  }
  return readObligation(reader) ? nodes.map((node) => act('require', node)) : reader.fail();
}

/**
 * "ist mit 001 „privat“ vorzubefüllen und auszublenden". A default that stays visible is the
 * applicant's to change, which is no rule, so only a hidden or an outright set value counts.
 */
function readPrefilled(reader: Reader, nodes: SchemaNode[], form: 'infinitive' | 'participle'): Action[] {
  const [target] = nodes;
  if (target?.kind !== 'field' || nodes.length !== 1 || target.max !== 1) return reader.fail();
  const to = reader.word('auf');
  if (!to && !reader.word('mit')) return reader.fail();
  const value = readSetValue(reader, target);
  const verbs = form === 'infinitive' ? ['vorzubefüllen', 'vorzubelegen', 'befüllen'] : ['vorbefüllt', 'vorbelegt'];
  const isSet = to && (form === 'infinitive' ? reader.phrase('zu setzen') : reader.word('gesetzt'));
  if (!isSet && !reader.word(...verbs)) return reader.fail();
  const start = reader.at;
  const hides = reader.word('und') && readHidden(reader, form);
  if (!hides) reader.at = start;
  if (!hides && !isSet) return reader.fail();
  if (form === 'participle') reader.word('werden', 'sein');
  const set: Action = { ...act('set', target), value };
  return hides ? [set, act('forbid', target)] : [set];
}

function readHidden(reader: Reader, form: 'infinitive' | 'participle'): boolean {
  reader.phrase('in antragsstrecke|formular');
  reader.phrase('im formular|antrag|onlineantrag');
  return form === 'infinitive' ? reader.word('auszublenden') : reader.word('ausgeblendet');
}

function readSetValue(reader: Reader, target: SchemaNode): string | boolean {
  if (target.kind !== 'field') return reader.fail();
  const token = reader.peek();
  const isText = target.fieldKind !== 'select' && ['text', 'text_latin'].includes(target.dataType);
  if (isText && token?.type === 'quoted' && token.text !== '') {
    reader.at += 1;
    return token.text;
  }
  const literal = readLiteral(reader, target);
  if (literal !== null) return literal;
  if (target.fieldKind !== 'select' || valuesOf(reader.model, target) !== null) return readValue(reader, target);
  // "mit 04 = Betriebsstätte vorbefüllt": without the list the words up to the verb are its label.
  const [whole, code = ''] =
    /^(\d{1,6}) ?[=:-] ?[\p{L}()/ -]+?(?= (?:vorbefüllt|vorzubefüllen|vorbelegt|vorzubelegen)\b)/u.exec(
      reader.rest(),
    ) ?? [];
  if (whole === undefined) return readValue(reader, target);
  reader.skipText(whole.length);
  reader.doubts.add('list-missing');
  return code;
}

/** ", wobei nur die Codes A „…“ ODER B „…“ ausgewählt werden dürfen" */
function readRestriction(reader: Reader, nodes: SchemaNode[]): Action[] {
  const start = reader.at;
  reader.sign(',');
  if (!reader.phrase('wobei nur')) {
    reader.at = start;
    return [];
  }
  const [target] = nodes;
  if (target?.kind !== 'field' || nodes.length !== 1 || target.max !== 1) return reader.fail();
  reader.word('code', 'codes', 'wert', 'werte');
  const allowed: Condition[] = [];
  do allowed.push({ op: 'equal', path: target.path, value: readValue(reader, target) });
  while (reader.sign(',') || reader.word('oder', 'und'));
  if (!reader.phrase('ausgewählt|gewählt|angegeben werden|sein darf|dürfen')) return reader.fail();
  return [{ ...act('valid', target), holds: anyOf(allowed) }];
}

/** "muss die Validität des sich ergebenden Kalenderdatums sichergestellt werden" */
export function readDateValidity(reader: Reader, nodes: readonly SchemaNode[]): Action[] {
  const parts = datePartsAmong(nodes);
  if (parts === null || nodes.length !== 3) return reader.fail();
  if (!reader.word('muss') || !reader.word('validität', 'gültigkeit')) return reader.fail();
  reader.phrase('sich ergebenden');
  if (!reader.word('kalenderdatums', 'datums') || !reader.phrase('sichergestellt werden|sein')) return reader.fail();
  const holds: Condition = { op: 'date', day: parts.day.path, month: parts.month.path, year: parts.year.path };
  return [{ ...act('valid', parts.day), holds }];
}

/** "A, B und C müssen ein gültiges Datum ergeben" */
function readValidDate(reader: Reader, nodes: SchemaNode[]): Action[] {
  const parts = datePartsAmong(nodes);
  if (parts === null || nodes.length !== 3) return reader.fail();
  reader.word('zusammen');
  if (!reader.word('ein') || !reader.word('gültiges', 'korrektes', 'valides', 'existierendes')) return reader.fail();
  if (!reader.word('datum', 'kalenderdatum') || !reader.word('ergeben', 'bilden')) return reader.fail();
  const holds: Condition = { op: 'date', day: parts.day.path, month: parts.month.path, year: parts.year.path };
  return [{ ...act('valid', parts.day), holds }];
}

function shownAndRequired(target: SchemaNode): Action[] {
  return [act('show', target), act('require', target)];
}

/** "dann X anzeigen": infinitives stand last. */
export function readActionsLast(reader: Reader): Action[] {
  const nodes = readNodes(reader);
  if (reader.word('anzeigen', 'einblenden', 'aktivieren')) return nodes.map((node) => act('show', node));
  if (reader.word('ausblenden', 'deaktivieren') || reader.phrase('nicht anzeigen')) {
    return nodes.map((node) => act('forbid', node));
  }
  return reader.fail();
}
