export * from './types.ts';
export { createMail, sendMail, type MailOptions, type MailRuntime } from './create-mail.ts';
export { mailErrorTexts } from './errors.ts';
