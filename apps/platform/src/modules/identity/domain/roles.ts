import { type Action, type Role } from '../types.ts';

/** The one role × action table. Pages hide what it refuses, routes refuse it, the tests walk through it. */
export const roleActions = {
  admin: [
    'case.list',
    'offering.manage',
    'destination.manage',
    'staff.manage',
    'tenant.manage',
    'audit.read',
    'adoption.read',
    'workplace.switch',
    'sandbox.use',
  ],
  'case-worker': ['case.list', 'case.read', 'case.answer', 'case.decide', 'workplace.switch', 'sandbox.use'],
  'catalogue-editor': ['offering.manage', 'provider.manage', 'workplace.switch', 'sandbox.use'],
  coordinator: [
    'offering.manage',
    'adoption.read',
    'adoption.manage',
    'town.create',
    'costs.read',
    'workplace.switch',
    'sandbox.use',
  ],
  'data-protection': ['audit.read', 'adoption.read', 'privacy.manage', 'workplace.switch', 'sandbox.use'],
  'security-officer': ['audit.read', 'adoption.read', 'security.clear', 'workplace.switch', 'sandbox.use'],
  treasurer: ['adoption.read', 'costs.read', 'costs.manage', 'workplace.switch', 'sandbox.use'],
  assessor: ['conformity.assess', 'workplace.switch', 'sandbox.use'],
  operator: ['operations.read', 'operations.act', 'workplace.switch'],
} as const satisfies Record<Role, readonly Action[]>;

export const allRoles: readonly Role[] = [
  'admin',
  'case-worker',
  'catalogue-editor',
  'coordinator',
  'data-protection',
  'security-officer',
  'treasurer',
  'assessor',
  'operator',
];

/** Roles that a tenant's administrator may give; `operator` belongs to the installation alone. */
export const tenantRoles: readonly Role[] = allRoles.filter((role) => role !== 'operator');

export function actionsOf(roles: readonly string[]): ReadonlySet<Action> {
  const actions = new Set<Action>();
  for (const role of allRoles) {
    if (roles.includes(role)) for (const action of roleActions[role]) actions.add(action);
  }
  return actions;
}
