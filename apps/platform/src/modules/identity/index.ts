export * from './types.ts';
export { roleActions } from './domain/roles.ts';
export { tenantShell } from './pages/require-staff.ts';
export { createIdentityService, type IdentityParts } from './service.ts';
