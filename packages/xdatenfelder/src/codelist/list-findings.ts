import {
  type CodeListReference,
  type Finding,
  type FindingLevel,
  type ListReplacement,
  type SchemaModel,
} from '../model.ts';
import { nodesByPath } from '../tree.ts';
import { type CodeList } from './genericode.ts';
import { nameOf } from './list-name.ts';

/**
 * What forbids to publish a resolved schema: a code list that is not there (not even in another version
 * by decision), and lists made up for tests. Empty = it may go live, as far as lists are concerned.
 */
export function publicationFindings(schema: SchemaModel): Finding[] {
  const findings: Finding[] = [];
  for (const node of nodesByPath(schema).values()) {
    if (node.kind !== 'field' || node.codeList === null || node.values !== null) continue;
    const key = node.codeList.listKey;
    const name = nameOf(node.codeList);
    if (key === null || schema.lists[key] === undefined) {
      findings.push({ ...missingFinding(node.path, name, []), level: 'error' });
    } else if (schema.listOrigins?.[key]?.test === true) findings.push(testFinding(node.path, name, 'error'));
  }
  return findings;
}

export function missingFinding(path: string, name: string, others: readonly string[]): Finding {
  const [de, en] =
    others.length === 0
      ? ['', '']
      : [` Vorhanden: Version ${others.join(', ')}.`, ` Available: version ${others.join(', ')}.`];
  return {
    level: 'warning',
    code: 'code-list-missing',
    path,
    message: {
      de: `Die Codeliste „${name}“ liegt nicht vor.${de}`,
      en: `The code list "${name}" is not available.${en}`,
    },
    quality: 1115,
  };
}

export function replacedFinding(
  path: string,
  name: string,
  { use, decidedBy, decidedOn, reason }: ListReplacement,
): Finding {
  return {
    level: 'note',
    code: 'code-list-replaced',
    path,
    message: {
      de: `Statt der Codeliste „${name}“ gilt Version ${use} (entschieden von ${decidedBy} am ${decidedOn}: ${reason}).`,
      en: `Instead of the code list "${name}", version ${use} is used (decided by ${decidedBy} on ${decidedOn}: ${reason}).`,
    },
  };
}

export function testFinding(path: string, name: string, level: FindingLevel): Finding {
  return {
    level,
    code: 'code-list-test',
    path,
    message: {
      de: `Die Codeliste „${name}“ ist als TEST gekennzeichnet und darf nicht veröffentlicht werden.`,
      en: `The code list "${name}" is marked TEST and must not be published.`,
    },
  };
}

export function unversionedFinding(path: string, name: string): Finding {
  return {
    level: 'note',
    code: 'code-list-unversioned',
    path,
    message: {
      de: `Die Codeliste ist ohne Version angegeben; verwendet wird „${name}“.`,
      en: `The code list is referenced without a version; "${name}" is used.`,
    },
  };
}

/** Columns the schema names and the list does not have; the usual order of preference applies instead. */
export function unknownColumns(path: string, list: CodeList, reference: CodeListReference): Finding[] {
  return [reference.codeKey, reference.nameKey, reference.helpKey].flatMap((key): Finding[] => {
    if (key === null || list.columns.includes(key)) return [];
    const message = {
      de: `Die Codeliste „${list.canonicalVersionUri}“ hat keine Spalte „${key}“.`,
      en: `The code list "${list.canonicalVersionUri}" has no column "${key}".`,
    };
    return [{ level: 'warning', code: 'code-list-column', path, message, quality: 1122 }];
  });
}
