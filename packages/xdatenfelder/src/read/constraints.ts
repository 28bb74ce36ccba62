import { type Constraints, type Dialect, type Finding } from '../model.ts';
import { collapseSpace } from './text.ts';
import { type XmlElement } from './xml-tree.ts';

export const noConstraints: Constraints = {
  minLength: null,
  maxLength: null,
  minValue: null,
  maxValue: null,
  pattern: null,
};

/**
 * `praezisierung`: attributes in 3.0, a string that usually holds a JSON object in 2.0. Real dirt
 * in 2.0 (`1..31`, `5`, `Mehrfachauswahl`) is reported and never guessed at.
 */
export function readConstraints(
  element: XmlElement | undefined,
  dialect: Dialect,
  path: string,
  findings: Finding[],
): Constraints {
  if (element === undefined) return noConstraints;
  const raw = dialect === '3.0.0' ? element.attributes : parseDirtyJson(element.text, path, findings);
  if (raw === null) return noConstraints;
  return {
    minLength: toLength(raw['minLength'], path, findings),
    maxLength: toLength(raw['maxLength'], path, findings),
    minValue: toLine(raw['minValue']),
    maxValue: toLine(raw['maxValue']),
    pattern: toPattern(raw['pattern'], path, findings),
  };
}

function parseDirtyJson(text: string, path: string, findings: Finding[]): Record<string, unknown> | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  try {
    const parsed: unknown = JSON.parse(trimmed);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  } catch {
    // Not JSON: reported below like any other unreadable text.
  }
  findings.push(unreadable(path, trimmed));
  return null;
}

function toLength(value: unknown, path: string, findings: Finding[]): number | null {
  const line = toLine(value);
  if (line === null) return null;
  if (/^\d{1,9}$/u.test(line)) return Number(line);
  findings.push(unreadable(path, line));
  return null;
}

function toLine(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? collapseSpace(value) || null : null;
}

/** A pattern that is German prose ("Codeliste Regionalschlüssel") would refuse every answer. */
function toPattern(value: unknown, path: string, findings: Finding[]): string | null {
  if (typeof value !== 'string' || value.trim() === '') return null;
  const pattern = value.trim();
  if (/^[\p{L}][\p{L} ,.-]{5,}$/u.test(pattern)) {
    findings.push(unreadable(path, pattern));
    return null;
  }
  return pattern;
}

function unreadable(path: string, text: string): Finding {
  const short = collapseSpace(text).slice(0, 80);
  return {
    level: 'warning',
    code: 'constraint-unreadable',
    path,
    message: {
      de: `Die Präzisierung „${short}“ ist nicht auswertbar und wird nicht geprüft.`,
      en: `The constraint "${short}" cannot be interpreted and is not enforced.`,
    },
  };
}
