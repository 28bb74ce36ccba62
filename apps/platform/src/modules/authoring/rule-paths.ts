import { ownRulesNumber } from './domain/own-rules.ts';
import { authoringPaths, authoringRoutePaths } from './paths.ts';

const base = authoringRoutePaths.rules;

export const ruleRoutePaths = {
  queue: base,
  accept: `${base}/annehmen`,
  rule: `${base}/:rule`,
  decide: `${base}/:rule/entscheiden`,
  edit: `${base}/:rule/bedingung`,
} as const;

/** A rule is addressed by its place in the schema, from 1: its key has signs that addresses have not. */
const place = (rule: number): string => (rule === ownRulesNumber ? 'eigene' : String(rule));

export const rulePaths = {
  queue: authoringPaths.rules,
  accept: (work: string): string => `${authoringPaths.rules(work)}/annehmen`,
  rule: (work: string, rule: number): string => `${authoringPaths.rules(work)}/${String(rule)}`,
  decide: (work: string, rule: number): string => `${authoringPaths.rules(work)}/${String(rule)}/entscheiden`,
  /** The rules that no text asks for have a place of their own. */
  edit: (work: string, rule: number): string => `${authoringPaths.rules(work)}/${place(rule)}/bedingung`,
} as const;
