export * from './types.ts';
export { createMail, sendMail, type MailOptions, type MailRuntime } from './create-mail.ts';
export { createSmtp, type Smtp } from './smtp.ts';
export { mailErrorTexts } from './errors.ts';
