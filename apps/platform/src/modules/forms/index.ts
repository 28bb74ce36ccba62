export * from './types.ts';
export { formsPaths } from './paths.ts';
export { previewPage, type PagePreview } from './pages/preview.tsx';
export { problemText } from './pages/problem-texts.ts';
