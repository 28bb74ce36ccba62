/**
 * Which module may use which, through its index.ts. A new edge is one line here plus a sentence in the change;
 * an edge that closes a cycle is never added: turn it into an event, a port, or move the function down.
 * transport has no edge in either direction: applications reach it only through FIT-Connect (docs/adr/0001).
 */
export const MODULE_EDGES: Readonly<Record<string, readonly string[]>> = {
  identity: [],
  catalogue: ['identity'],
  transport: [],
  routing: ['catalogue'],
  dispatch: ['identity'],
  mailbox: ['dispatch', 'identity'],
  forms: ['catalogue', 'dispatch', 'identity', 'mailbox'],
  casework: ['catalogue', 'identity'],
  // The preview in the workspace is the real form page.
  authoring: ['catalogue', 'costs', 'forms', 'identity', 'privacy'],
  // Reuse, from the price of a version to the running service of a town; each reads those to its left only.
  costs: ['catalogue', 'identity'],
  privacy: ['catalogue', 'identity'],
  packages: ['catalogue', 'costs', 'identity'],
  conformity: ['catalogue', 'costs', 'identity', 'packages'],
  sandbox: ['casework', 'catalogue', 'identity', 'packages'],
  adoption: ['casework', 'catalogue', 'conformity', 'costs', 'identity', 'packages', 'privacy'],
  onboarding: ['adoption', 'casework', 'catalogue', 'identity', 'packages'],
  marketplace: ['adoption', 'catalogue', 'conformity', 'costs', 'identity', 'packages', 'privacy', 'sandbox'],
};

/** Layers of apps/platform/src from the bottom to the top; a file may import its own layer and those below. */
export const LAYERS = ['kernel', 'ui', 'modules', 'cli/web', 'app', 'main'] as const;

/** node: modules without input or output; everything else is refused in domain/. */
export const PURE_NODE_MODULES = new Set(['node:buffer', 'node:crypto', 'node:path', 'node:url', 'node:util']);

/** Of node:crypto only these give the same answer for the same input. */
export const PURE_CRYPTO = new Set([
  'createHash',
  'createHmac',
  'createPublicKey',
  'hash',
  'timingSafeEqual',
  'verify',
  'KeyObject',
  'X509Certificate',
]);

/** Kernel folders that domain/ may use as values; types may come from others too, except those below. */
export const DOMAIN_KERNEL_VALUES = new Set(['errors', 'ids']);
export const DOMAIN_KERNEL_NEVER = new Set(['db', 'http', 'jobs', 'config']);

/** Packages that talk to the outside world. */
export const IO_PACKAGES = new Set([
  'fastify',
  'kysely',
  'nodemailer',
  'openid-client',
  'pg',
  'pg-boss',
  'pino',
  'undici',
]);

/** Drawers of a module that domain/ stands below. */
export const ABOVE_DOMAIN = new Set([
  'adapters',
  'api',
  'jobs',
  'module.ts',
  'pages',
  'service',
  'service.ts',
  'store',
]);

/** Where reading process.env is right. */
export const ENVIRONMENT_READERS: readonly RegExp[] = [
  /^apps\/platform\/src\/kernel\/config\//,
  /^apps\/platform\/src\/(cli\/|main\.ts$)/,
  // PostgreSQL is a child process and needs the search path and locale of its parent.
  /^apps\/platform\/src\/kernel\/db\/embedded\//,
  /^apps\/connector\/src\/config\.ts$/,
  /^apps\/simulators\/src\/program\.ts$/,
  /^apps\/platform\/(test|seeds)\//,
  /^(tools|bench|conformance|e2e)\//,
];

/** Where SQL is right. */
export const SQL_PLACES: readonly RegExp[] = [
  /^apps\/platform\/src\/kernel\//,
  /^apps\/platform\/src\/modules\/[^/]+\/(store|migrations)\//,
  /^apps\/connector\/src\/store\//,
  /^apps\/platform\/test\//,
  /^(tools|bench|conformance|e2e)\//,
];
