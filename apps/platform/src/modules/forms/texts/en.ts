import { type de } from './de.ts';

export const en: typeof de = {
  testSystem: 'Test system – no real applications',
  yes: 'Yes',
  no: 'No',
  noAnswer: 'No answer',
  account: 'Account',
  receiptNumber: 'Reference number',
  next: 'Continue',
  toCheck: 'Continue to check',
  back: 'Back',
  later: 'Save and continue later',
  check: 'Check your answers',
  legalBasis: 'Why we ask this',
  addMore: (label) => `Add ${label}`,
  fileHint: (types, size, count) =>
    count === 1
      ? `Allowed: ${types}, at most ${size}.`
      : `Allowed: ${types}, at most ${size} per file, up to ${count} files.`,
  fileStates: {
    waiting: 'being checked for viruses',
    'scanner-down': 'waiting: the virus check is out of order at the moment and will be made up for by itself',
    clean: 'checked for viruses and stored',
    infected: 'malware found, the file was deleted',
    refused: 'could not be checked, the file was deleted',
    unscanned: 'stored, not checked for viruses',
  },
  fileFlags: {
    macros: 'contains macros',
    'active-content': 'contains scripts or embedded objects',
    encrypted: 'is partly encrypted or unreadable',
  },
  fileHash: (short) => `Checksum ${short}`,
  fileHashText: 'Checksum of the file (SHA-256). When it is the same, it is the same file:',
  heldFiles: {
    title: 'A file cannot be sent along yet',
    text: 'The application can be sent once all files are checked. Reload this page in a minute; your entries are saved. Please remove deleted files on the page of the question and choose another one.',
    reload: 'Reload page',
  },
  badFileMail: {
    subject: 'A file in your draft was deleted',
    body: (url) =>
      `Hello,\n\nthe virus check objected to a file in one of your drafts. We deleted it and did not pass it on. Your draft is not sent yet; please attach another file.\n\nSign in here: ${url}\n`,
  },
  timeHint: 'For example 14:30',
  dateTimeHint: 'For example 31.03.2026 14:30',
  ibanHint: 'It is on your bank card. You may keep the spaces.',
  partialDateHint: 'Leave empty what you do not know.',
  plainOn: 'Show in plain language',
  plainOff: 'Show in usual language',
  source: {
    open: {
      'sign-in': 'Taken from your sign-in. Please check that it is right.',
      given: 'Set by the form. You can change it.',
    },
    locked: {
      'sign-in': 'From your sign-in, cannot be changed here.',
      given: 'Set by the form, cannot be changed.',
    },
  },
  newFields: 'There are more questions now',
  newFieldsText: 'After what you entered we need something more on this page. What you have entered is saved.',
  saved: 'Your answers on this page are saved.',
  conflictTitle: 'This page was changed in another window',
  conflictText:
    'Below you see the answers from this window. They are not saved yet. In the other window this was saved:',
  conflictKeep: 'If you choose “Continue” below, the answers from this window are kept.',
  conflictOther: 'Take the answers from the other window',
  emptyValue: '(empty)',
  unsupported: 'This cannot be answered online yet.',
  checkPage: {
    title: 'Please check your answers',
    lead: 'If everything is right, send the application below. After that the answers cannot be changed.',
    problems: 'Something is missing',
    problemsText: 'Please add or correct these answers. Only then can you send the application.',
    changed: 'Your answers have changed',
    changedText: 'They were changed in another window in the meantime. Please check again what is here now.',
    declaration: 'Declaration',
    confirm: 'I make this declaration.',
    confirmMissing: 'Please make the declaration. Without it we cannot accept the application.',
    send: 'Send application',
    privacy: (town) => `By sending, your answers go to: ${town}.`,
  },
  application: {
    title: 'Your application',
    sent: 'Your application is saved',
    sentText: 'We are delivering it now. You may close this window.',
    alreadySent: 'This application was sent already',
    alreadySentText: 'It was saved only once. Here you see where it stands.',
    receipt: 'Receipt',
    states: {
      stored: 'Saved',
      submitted: 'Delivered',
      accepted: 'Accepted by the authority',
      rejected: 'Rejected by the authority',
    },
    next: { submitted: 'Delivery to the authority', accepted: 'Acceptance by the authority' },
    waiting:
      'The application is being delivered. This usually takes a few seconds only. If there is a fault we keep trying; you need not do anything.',
    receiptStored: 'The moment at which the application was saved here counts as its receipt.',
    receiptDelivered: 'The moment at which the application was delivered to the authority counts as its receipt.',
    rejectedWhy: 'The authority could not accept the application. It names this reason:',
    rejectedAdvice: 'The application therefore does not count as made. Please contact the authority or apply again.',
    answers: 'See your answers',
    pdf: 'Download summary as PDF',
    mailbox: 'Go to the mailbox of this application',
    unread: (n) => (n === 1 ? '1 new message' : `${n} new messages`),
    remove: 'Delete my copy',
    removeTitle: 'Delete the copy of this application?',
    removeText:
      'Only your copy here in the account is deleted. The application stays with the authority; this does not withdraw it.',
    removeButton: 'Delete copy for good',
    reload: 'Reload state',
  },
  preview: {
    title: 'Preview of the page',
    noPages: 'The form has no page yet.',
    skipped: 'After these answers the page is skipped.',
  },
  removeDraft: {
    title: 'Delete draft?',
    text: (service) => `The draft “${service}” with all answers and files will be deleted. This cannot be undone.`,
    button: 'Delete draft for good',
    cancel: 'Cancel',
  },
  draftKept: (day) => `The draft is kept until ${day} if you do not change it any more.`,
  reminderMail: {
    subject: 'A draft will be deleted soon',
    body: (day, url) =>
      `Hello,\n\nthere is an unfinished application in your account. It is kept until ${day} and will then be deleted if you do not change it any more.\n\nIf you want to go on, please sign in: ${url}\n\nIf you do not need the application any more, you need not do anything.\n`,
  },
  rejectedMail: {
    subject: 'News about your application',
    body: (url) =>
      `Hello,\n\nthere is a message about one of your applications that you should read.\n\nPlease sign in: ${url}\n`,
  },
  pdf: {
    page: 'Page',
    question: 'Question',
    answer: 'Answer',
    noAnswer: 'No answer',
    declaration: 'Declaration',
    sentAt: 'Sent on',
  },
  problem: {
    required: (label) => `${label}: Please fill in this field.`,
    'choice-required': (label) => `${label}: Please choose one.`,
    'required-group': (label) => `${label}: Please give at least one answer here.`,
    'required-file': (label) => `${label}: Please choose a file and upload it.`,
    unreadable: (label) => `${label}: This entry cannot be read. Please enter it again.`,
    'too-short': (label, p) => `${label}: Please enter at least ${p['min']} characters, here are ${p['length']}.`,
    'too-long': (label, p) =>
      `${label}: At most ${p['max']} characters are allowed, here are ${p['length']}. Please shorten the text.`,
    pattern: (label) => `${label}: The entry does not have the expected form. Please see the hint at the field.`,
    'pattern-plain': (label) =>
      `${label}: The entry does not have the expected form. Please check spaces, hyphens and the number of characters.`,
    'pattern-postcode': (label) => `${label}: Please enter the five digits of the postcode.`,
    'pattern-email': (label) => `${label}: Please enter a complete e-mail address, for example name@example.org.`,
    charset: (label) =>
      `${label}: The entry contains characters that cannot be transmitted. Please use Latin letters, digits and usual punctuation only.`,
    'not-a-date': (label) =>
      `${label}: Please enter a date with day, month and four-digit year, for example 31 3 1985.`,
    'not-a-time': (label) => `${label}: Please enter a time, for example 14:30.`,
    'not-a-datetime': (label) => `${label}: Please enter date and time, for example 31.03.2026 14:30.`,
    'not-a-number': (label) => `${label}: Please enter a number without other text, for example 1250 or 12,50.`,
    'not-an-integer': (label) => `${label}: Please enter a whole number without a comma, for example 12.`,
    'too-many-decimals': (label, p) =>
      `${label}: At most ${p['max']} digits after the comma are allowed. Please round the number.`,
    'too-many-digits': (label, p) => `${label}: At most ${p['max']} digits are allowed. Please enter a shorter number.`,
    'not-yes-or-no': (label) => `${label}: Please choose yes or no.`,
    'too-small': (label, p) => `${label}: Please enter a number of at least ${p['min']}.`,
    'too-large': (label, p) => `${label}: Please enter a number of at most ${p['max']}.`,
    'too-early': (label, p) => `${label}: The earliest allowed is ${p['min']}. Please enter this or a later time.`,
    'too-late': (label, p) => `${label}: The latest allowed is ${p['max']}. Please enter this or an earlier time.`,
    'not-in-list': (label) => `${label}: Please choose an entry from the list.`,
    'too-few': (label, p) => `${label}: At least ${p['min']} entries are needed. Please add the missing ones.`,
    'too-many': (label, p) => `${label}: At most ${p['max']} entries are allowed. Please remove the others.`,
    duplicate: (label) => `${label}: The same entry is there more than once. Please remove or change one of them.`,
    'file-too-big': (label, p) =>
      `${label}: The file is larger than allowed (${p['max']}). Please choose a smaller one.`,
    'file-type': (label, p) => `${label}: This kind of file is not allowed. Allowed: ${p['allowed']}.`,
    'file-name': (label, p) =>
      `${label}: The ending of the file name does not fit its content (${p['type']}). Please save the file with the right ending and choose it again.`,
    'file-program': (label) =>
      `${label}: Opening this file would start another program. Please print it as a new PDF file and choose that one.`,
    'file-infected': (label, p) =>
      `${label}: Malware was found in “${p['name']}”. The file was deleted and not passed on. Please check your device and choose another file.`,
    'file-unfit': (label, p) =>
      `${label}: “${p['name']}” could not be checked for viruses completely (too large or encrypted) and was deleted. Please choose a smaller or unencrypted file.`,
    'archive-damaged': (label) =>
      `${label}: The archive or document is damaged or packed in an unusual way. Please pack or save it anew.`,
    'archive-too-many': (label) =>
      `${label}: The archive holds too many files. Please split it or choose the files one by one.`,
    'archive-bomb': (label) =>
      `${label}: Unpacked, the archive would be far too large. Please choose the files one by one.`,
    'archive-nested': (label) =>
      `${label}: The archive holds further archives that we cannot look into. Please pack the files without further archives.`,
    'archive-path': (label) => `${label}: A name in the archive leads out of its folder. Please pack the archive anew.`,
    'archive-encrypted': (label) =>
      `${label}: The archive is protected by a password and cannot be checked. Please choose the files without a password.`,
    'archive-program': (label) =>
      `${label}: The file contains a program. Please remove it; only documents and pictures are accepted.`,
    'file-empty': (label) => `${label}: The file is empty. Please choose another one.`,
    'too-many-files': (label, p) => `${label}: At most ${p['max']} files are allowed. Remove another one first.`,
    'too-much-stored': (label) =>
      `${label}: Your drafts hold as many files as is allowed (500 MB). Delete a draft or a file first.`,
    'storage-full': (label) =>
      `${label}: The file could not be stored at the moment. Your other answers are saved. Please try again later.`,
    'iban-form': (label) =>
      `${label}: Please enter an IBAN. It begins with two letters for the country, for example DE, then digits follow.`,
    'iban-length': (label, p) =>
      `${label}: An IBAN with ${p['country']} has ${p['length']} characters, here are ${p['entered']}. Please compare it with your bank card.`,
    'iban-checksum': (label) =>
      `${label}: The check digits of the IBAN do not fit. Usually two digits are changed over or one is missing. Please compare it with your bank card.`,
    rule: (label, p) => `${label}: ${p['en']}`,
  },
};
