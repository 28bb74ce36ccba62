export * from './model.ts';
export * from './answers/answers.ts';
export * from './rules/rules.ts';
export * from './form/form-model.ts';
