export * from './types.ts';
export { ConformityLight, LightBadge } from './pages/light.tsx';
export { conformityApi } from './api/openapi.ts';
export { conformityPaths } from './paths.ts';
export { reportJson } from './report-json.ts';
export { createConformityService } from './service.ts';
