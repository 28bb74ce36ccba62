import { type de } from './de.ts';

export const en: typeof de = {
  mail: {
    subject: 'New message in your mailbox',
    text: (url) =>
      `Hello,\n\nthere is a new message in your mailbox. Sign in to read it:\n\n${url}\n\nFor your security this e-mail does not contain the message. Please do not reply to this e-mail.\n`,
  },
  title: 'Mailbox',
  lead: 'Here you read what authorities write about your applications, and answer them.',
  emptyTitle: 'Your mailbox is empty',
  empty: 'Every application that you send gets an entry here.',
  unread: (n) => (n === 1 ? '1 unread message' : `${n} unread messages`),
  reference: (reference) => `Receipt number ${reference}`,
  lastAt: (at) => `Last change: ${at}`,
  noMessages: 'No messages yet. As soon as the authority answers, you will see it here.',
  fileNumber: (reference) => `File number of the authority: ${reference}`,
  kinds: { answer: 'Answer', question: 'Question', 'document-request': 'Request for documents', decision: 'Decision' },
  system: 'Delivery service',
  accepted: 'Your application has reached the authority and was accepted there.',
  rejected: 'The authority could not process your application. Please apply once more or contact the authority.',
  states: {
    draft: 'Not sent yet',
    stored: 'Stored, being delivered',
    submitted: 'Delivered',
    accepted: 'Delivered and accepted by the authority',
    rejected: 'Not accepted by the authority',
  },
  attachments: 'Attachments',
  answer: 'Answer',
  answerText: 'Your message',
  answerTextHint: '10,000 characters at most.',
  files: 'Files',
  filesHint: 'Up to 5 files: PDF, JPEG or PNG, 10 MB each at most.',
  send: 'Send answer',
  notYet: 'You can answer as soon as your application has reached the authority.',
  sent: 'Your answer is stored and will be delivered encrypted.',
  draftKept: 'Your answer is saved but not sent yet.',
  problems: {
    'text-missing': 'Please write a message.',
    'text-too-long': 'The message is too long. Please shorten it to 10,000 characters.',
    'too-many-files': 'At most 5 files are possible. Remove a file or send a second message.',
    'file-too-large': 'A file is larger than 10 MB. Your other entries are saved.',
    'file-type': 'A file is neither PDF nor JPEG nor PNG. Your other entries are saved.',
    'file-infected':
      'Malware was found in a file. It was not accepted. Please check your device; your other entries are saved.',
    'file-unchecked':
      'A file could not be checked for viruses and was not accepted. Your other entries are saved. Please try again later.',
  },
};
