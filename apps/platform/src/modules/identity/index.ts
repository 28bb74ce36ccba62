export * from './types.ts';
export { roleActions } from './domain/roles.ts';
export { tenantShell } from './pages/require-staff.ts';
