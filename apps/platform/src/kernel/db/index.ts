export * from './types.ts';
export { createDatabase, type DatabaseOptions } from './database.ts';
export { databaseErrorTexts } from './database-errors.ts';
export { findMigrationSources, migrate, MigrationError, type MigrationSource } from './migrations.ts';
export { bootstrapRoles } from './roles.ts';
export { urlsFor, type DatabaseUrls } from './urls.ts';
export { findOwnerlessTables } from './ownership-check.ts';
