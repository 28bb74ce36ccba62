export * from './types.ts';
export { dataCategories, type FieldPurpose, fieldPurposes } from './domain/field-purposes.ts';
export { type Paper, paperText } from './domain/paper.ts';
export { informationText, type PaperInput, recordOfProcessing, roleSheet } from './domain/papers.ts';
export { privacyPaths } from './paths.ts';
export { createPrivacyService } from './service.ts';
