import { type PaperTexts } from './papers.ts';

export const papersEn: PaperTexts = {
  missing: 'The central assessment says nothing on this. Please add it.',
  contactMissing: 'Please add: postal and mail address (in the administration under "Contact").',
  officer: 'Data protection officer: please add (the name need not be given, the contact must).',
  thirdCountries:
    'The package provides for no transfer to a country outside the EU and the EEA. Please add it if your body does so in its own procedure (Art. 44 ff. GDPR).',
  deletion: 'When data are erased',
  deletionRules: 'These periods are carried out by the platform itself, which keeps evidence of every run:',
  kinds: {
    dpia: 'Data protection impact assessment (Art. 35 GDPR)',
    'threshold-check': 'Threshold check (whether an assessment under Art. 35 GDPR is needed)',
  },
  measures: [
    'Drafts, files and messages are stored encrypted only, with one key per person',
    'Applications are encrypted for the authority before they are sent (FIT-Connect, JWE)',
    'Every row of the database has an owner, and the database enforces it (separation of tenants)',
    'Access of staff to applications is recorded, and the record is chained against change',
    'Sign-in by a user account, roles and rights by task, sessions end by themselves',
    'Uploaded files are checked by kind, size and for malware',
  ],
  deviation: (point, difference, reason, measure) =>
    `${point}: ${difference} Reason: ${reason} Own measure: ${measure}`,
  record: {
    title: (service) => `Record of processing activities: ${service}`,
    note: (version, day) =>
      `Entry under Art. 30(1) GDPR for version ${version} of the service, made on ${day} from the service package. Please check and complete it; the draft does not replace legal advice.`,
    controller: 'Name and contact of the controller',
    roles: 'Who is responsible for what',
    purpose: 'Purposes of processing',
    basis: 'Legal grounds',
    basisOfFields: 'The legal basis of every data field is in the list "Data fields and legal grounds".',
    subjects: 'Data subjects',
    data: 'Categories of personal data',
    recipients: 'Recipients',
    way: 'The application goes encrypted through the delivery service to the competent body. The delivery service sees ciphertext only.',
    thirdCountries: 'Transfers to third countries',
    measures: 'Technical and organisational measures (Art. 32 GDPR)',
    assessment: 'Assessment and deviations',
    assessmentOf: (kind, authority, day) => `${kind} by ${authority} of ${day}.`,
    adopted: (version, by, day, number) =>
      `Adopted for version ${version} by ${by} on ${day}${number === '' ? '' : `, file number ${number}`}.`,
    notAdopted: 'Not yet adopted by the data protection officer.',
    toRenew: 'The adoption must be renewed: it is for another major version or another assessment.',
    noAssessment: 'This version has no central assessment.',
    open: 'What you still have to add',
    openItems: (town) => [
      `Contact of the data protection officer of ${town}`,
      'File number and leading unit',
      'Retention periods of the file in your specialised procedure (they apply after the application was taken over)',
      'Processing contracts with your IT providers (Art. 28 GDPR)',
    ],
  },
  information: {
    title: (service) => `Data protection information: ${service}`,
    note: 'Draft of the information under Art. 13 GDPR. Check and complete the text before you publish it.',
    who: 'Who is responsible?',
    officer: 'Whom can you ask about data protection?',
    why: 'What are your data processed for, and what allows it?',
    what: 'Which data are processed?',
    recipients: 'Who gets your data?',
    must: 'Do you have to give the data?',
    mustText:
      'Mandatory entries are marked in the form. Without them your application cannot be handled. The authority tells you how to apply without the internet.',
    rights: 'Which rights do you have?',
    rightItems: [
      'Access to your data (Art. 15 GDPR)',
      'Rectification of wrong data (Art. 16 GDPR)',
      'Erasure and restriction of processing under the conditions of the law (Art. 17 and 18 GDPR)',
      'Objection on grounds of your particular situation (Art. 21 GDPR)',
      'You can delete your account with all drafts and messages yourself at any time',
    ],
    complaint: 'Where can you complain?',
    complaintText:
      'You can complain to a data protection supervisory authority (Art. 77 GDPR). Please add: name and address of the supervisory authority that is competent for you.',
    automatic: 'Does a computer decide alone?',
    automaticText:
      'No. The platform checks only whether the entries are complete. The authority decides on your application (Art. 22 GDPR).',
  },
  roles: {
    title: (service) => `Roles in data protection: ${service}`,
    crossLand:
      'A Land has implemented this online service for others. For an online service across Länder section 8a(4) OZG settles the responsibility; it need not be agreed.',
    ownService:
      'The package names no implementing Land. Then section 8a OZG does not apply: your authority is responsible for the online service, too, and who runs it for you is its processor. Please check whether that is so.',
    nobody: 'Not named in the package. Please add.',
    names: {
      'service-controller': 'Responsible for the online service',
      'service-processor': 'Processor of the online service',
      'procedure-controller': 'Responsible for the administrative procedure',
      'procedure-processor': 'Processor of the authority',
    },
    meaning: {
      'service-controller':
        'Solely the authority that operates the online service across Länder (section 8a(4) sentence 1 OZG): for the help with filling in, drafts (as a rule 30 days), passing the data to the competent authority and sending documents to the person (section 8a(1) to (3) OZG), as far as needed also for special categories of data (Art. 9 GDPR).',
      'service-processor':
        'Works on behalf and on the instructions of the authority that operates the online service (Art. 28 GDPR).',
      'procedure-controller':
        'The authority that receives the application stays responsible for its own procedure (section 8a(4) sentence 2 OZG, Art. 4(7) GDPR): from the receipt of the application to the erasure of the file.',
      'procedure-processor':
        'Works on behalf and on the instructions of your authority; that needs a contract (Art. 28(3) GDPR).',
    },
    account: 'User account',
    accountText:
      'For the user account solely the body in charge of it is responsible (section 8(10) OZG), neither the online service nor your authority.',
    joint: 'Joint controllers',
    jointText:
      'Only where several bodies set purposes and means together an arrangement under Art. 26 GDPR is needed. The package does not provide for that.',
  },
};
