export * from './types.ts';
export { sandboxRegion } from './domain/sandbox-region.ts';
export { roleActions } from './domain/roles.ts';
export { tenantShell } from './pages/require-staff.ts';
export { createIdentityService, type IdentityParts } from './service.ts';
