import { type Action, type Role } from '../types.ts';

/** The one role × action table. Pages hide what it refuses, routes refuse it, the tests walk through it. */
export const roleActions = {
  admin: ['case.list', 'offering.manage', 'destination.manage', 'staff.manage', 'tenant.manage', 'audit.read'],
  'case-worker': ['case.list', 'case.read', 'case.answer', 'case.decide'],
  'catalogue-editor': ['offering.manage', 'provider.manage'],
  'data-protection': ['audit.read'],
  operator: ['operations.read', 'operations.act'],
} as const satisfies Record<Role, readonly Action[]>;

export const allRoles: readonly Role[] = ['admin', 'case-worker', 'catalogue-editor', 'data-protection', 'operator'];

/** Roles that a tenant's administrator may give; `operator` belongs to the installation alone. */
export const tenantRoles: readonly Role[] = ['admin', 'case-worker', 'catalogue-editor', 'data-protection'];

export function actionsOf(roles: readonly string[]): ReadonlySet<Action> {
  const actions = new Set<Action>();
  for (const role of allRoles) {
    if (roles.includes(role)) for (const action of roleActions[role]) actions.add(action);
  }
  return actions;
}
