import { type Condition, type Operand, type Rule } from '../src/index.ts';

/**
 * Short notation of rules for tables of expectations: `show F5 when F1=01`. `owner` is cut off in
 * front of paths; own test ids lose their zeros (`F99000000005` → `F5`).
 */
export function ruleNotation(rule: Rule, owner = ''): string {
  const short = (path: string): string => {
    const cut = owner !== '' && path.startsWith(`${owner}/`) ? `.${path.slice(owner.length + 1)}` : path;
    return cut.replace(/([GF])990{1,8}(?=[1-9])/gu, '$1');
  };
  const value = rule.value === null ? '' : `:=${String(rule.value)}`;
  return `${rule.effect} ${short(rule.target)}${value} when ${conditionNotation(rule.when, short)}`;
}

function conditionNotation(condition: Condition, short: (path: string) => string): string {
  const inner = (part: Condition): string => conditionNotation(part, short);
  switch (condition.op) {
    case 'and':
      return condition.conditions.length === 0 ? 'always' : `(${condition.conditions.map(inner).join(' & ')})`;
    case 'or':
      return `(${condition.conditions.map(inner).join(' | ')})`;
    case 'xor':
      return `one(${condition.conditions.map(inner).join(', ')})`;
    case 'not':
      return `!${inner(condition.condition)}`;
    case 'equal':
      return `${short(condition.path)}=${String(condition.value)}`;
    case 'empty':
      return `empty(${short(condition.path)})`;
    case 'land-in':
      return `land{${condition.laender.join(' ')}}`;
    case 'compare':
      return `${short(condition.path)} ${condition.operator} ${operandNotation(condition.with, short)}`;
    case 'date':
      return `date(${[condition.day, condition.month, condition.year].map(short).join(' ')})`;
    case 'country':
      return `${short(condition.path)}${condition.member ? ' in ' : ' outside '}${condition.groups.join('+')}`;
  }
}

function operandNotation(operand: Operand, short: (path: string) => string): string {
  switch (operand.kind) {
    case 'value':
      return operand.value;
    case 'path':
      return short(operand.path);
    case 'today':
      return `today${operand.years === 0 ? '' : `${String(operand.years)}y`}`;
  }
}
