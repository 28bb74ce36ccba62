import { randomUUID } from 'node:crypto';
import { group } from '../rule.ts';
import { announced, seal, sent, submit, upload } from '../support/deliveries.ts';
import { names, submissionLog } from '../support/events.ts';
import { expectRefused, expectStatus, must } from '../support/expect.ts';
import { otherSender, type Suite } from '../support/suite.ts';

/** One announced attachment. */
async function prepared(suite: Suite) {
  const head = await announced(suite, { attachments: 1 });
  return { ...head, attachmentId: head.attachmentIds[0] ?? '' };
}

async function content(suite: Suite) {
  return { encryptedMetadata: await seal(suite), encryptedData: await seal(suite) };
}

export const uploadRules = group({ section: '5.2', version: 'v2' }, [
  {
    id: 'upload.stored',
    title: 'An announced attachment is taken with 204',
    async run(suite) {
      const { submissionId, attachmentId } = await prepared(suite);
      const jwe = await seal(suite, 'Anlage', 'application/pdf');
      expectStatus(await upload(suite, submissionId, attachmentId, jwe), 204);
    },
  },
  {
    id: 'upload.repeat',
    title: 'A repeated upload replaces the first',
    level: 'our-choice',
    async run(suite) {
      const { submissionId, attachmentId } = await prepared(suite);
      for (const text of ['eins', 'zwei']) {
        const jwe = await seal(suite, text, 'text/plain');
        expectStatus(await upload(suite, submissionId, attachmentId, jwe), 204);
      }
    },
  },
  {
    id: 'upload.not-announced',
    title: 'What was not announced is refused',
    async run(suite) {
      const { submissionId } = await prepared(suite);
      const answer = await upload(suite, submissionId, randomUUID(), await seal(suite));
      expectRefused(answer, { status: 422, slug: 'attachment-not-announced' });
    },
  },
  {
    id: 'upload.content-type',
    title: 'Anything but application/jose is refused',
    section: '5.2, 12',
    async run(suite) {
      const { submissionId, attachmentId } = await prepared(suite);
      const answer = await upload(suite, submissionId, attachmentId, await seal(suite), { type: 'application/json' });
      expectRefused(answer, { status: 415, slug: 'unsupported-media-type' });
    },
  },
  {
    id: 'upload.plaintext',
    title: 'A readable file is refused',
    section: '4.1',
    async run(suite) {
      const { submissionId, attachmentId } = await prepared(suite);
      const answer = await upload(suite, submissionId, attachmentId, '%PDF-1.7 Klartext'.repeat(100));
      expectRefused(answer, { status: 422, slug: 'jwe-invalid' });
    },
  },
  {
    id: 'upload.after-submit',
    title: 'After the submit nothing is uploaded',
    async run(suite) {
      const { submissionId, attachmentIds } = await sent(suite, { attachments: 1 });
      const answer = await upload(suite, submissionId, attachmentIds[0] ?? '', await seal(suite));
      expectRefused(answer, { status: 409, slug: 'state-invalid' });
    },
  },
  {
    id: 'upload.unknown-submission',
    title: 'An unknown submission is submission-not-found',
    section: '12',
    async run(suite) {
      const answer = await upload(suite, randomUUID(), randomUUID(), await seal(suite));
      expectRefused(answer, { status: 404, slug: 'submission-not-found', statusConfirmed: true });
    },
  },
  {
    id: 'upload.foreign',
    title: 'Another sender uploads nothing to it',
    needs: ['other-sender'],
    async run(suite) {
      const { submissionId, attachmentId } = await prepared(suite);
      const by = otherSender(suite);
      const answer = await upload(suite, submissionId, attachmentId, await seal(suite), { by });
      expectRefused(answer, { status: 404, slug: 'submission-not-found' });
    },
  },
]);

export const submitRules = group({ section: '5.3', version: 'v2' }, [
  {
    id: 'submit.accepted',
    title: 'A submit is 200 with the submission without its encrypted parts',
    async run(suite) {
      const { submissionId, caseId } = await announced(suite);
      const answer = await submit(suite, submissionId, await content(suite));
      expectStatus(answer, 200);
      must(answer.json['submissionId'] === submissionId, 'submissionId is missing');
      must(answer.json['caseId'] === caseId, 'caseId is missing');
      must(!('encryptedMetadata' in answer.json) && !('encryptedData' in answer.json), 'it repeats encrypted parts');
    },
  },
  {
    id: 'submit.event',
    title: 'It leaves submit-submission in the log',
    section: '5.3, 7.3',
    async run(suite) {
      const { submissionId } = await sent(suite);
      const log = names(await submissionLog(suite, submissionId)).filter((name) => name !== 'notify-submission');
      must(log.join() === 'create-submission,submit-submission', `the log holds ${log.join(', ')}`);
    },
  },
  {
    id: 'submit.incomplete',
    title: 'While an announced attachment is missing the submit is refused',
    async run(suite) {
      const { submissionId } = await prepared(suite);
      const answer = await submit(suite, submissionId, await content(suite));
      expectRefused(answer, { status: 422, slug: 'attachments-incomplete' });
    },
  },
  {
    id: 'submit.both-parts',
    title: 'Metadata and data are both mandatory',
    async run(suite) {
      const { submissionId } = await announced(suite);
      const { encryptedMetadata, encryptedData } = await content(suite);
      for (const body of [{ encryptedMetadata }, { encryptedData }, { encryptedMetadata, encryptedData: null }]) {
        expectRefused(await submit(suite, submissionId, body), { status: 400, slug: 'request-invalid' });
      }
    },
  },
  {
    id: 'submit.repeat',
    title: 'The same submit again is 200 and leaves no second event',
    section: '5.3, 12',
    level: 'our-choice',
    async run(suite) {
      const { submissionId, encryptedMetadata, encryptedData } = await sent(suite, { attachments: 1 });
      expectStatus(await submit(suite, submissionId, { encryptedMetadata, encryptedData }), 200);
      const submits = names(await submissionLog(suite, submissionId)).filter((name) => name === 'submit-submission');
      must(submits.length === 1, `submit-submission stands ${String(submits.length)} times in the log`);
    },
  },
  {
    id: 'submit.other-bytes',
    title: 'A second submit with other contents is refused',
    section: '5.3, 12',
    async run(suite) {
      const { submissionId, encryptedMetadata } = await sent(suite);
      const answer = await submit(suite, submissionId, { encryptedMetadata, encryptedData: await seal(suite, '[]') });
      expectRefused(answer, { status: 409, slug: 'state-invalid' });
    },
  },
  {
    id: 'submit.unknown',
    title: 'An unknown submission is submission-not-found',
    section: '12',
    async run(suite) {
      const answer = await submit(suite, randomUUID(), await content(suite));
      expectRefused(answer, { status: 404, slug: 'submission-not-found', statusConfirmed: true });
    },
  },
  {
    id: 'submit.content-type',
    title: 'Anything but JSON is refused',
    section: '12',
    async run(suite) {
      const { submissionId } = await announced(suite);
      const body = JSON.stringify(await content(suite));
      const call = { body, type: 'application/jose' };
      const answer = await suite.sender.call('PUT', `${suite.v2}/submissions/${submissionId}`, call);
      expectRefused(answer, { status: 415, slug: 'unsupported-media-type' });
    },
  },
  {
    id: 'submit.foreign',
    title: 'Another sender does not submit it',
    needs: ['other-sender'],
    async run(suite) {
      const { submissionId } = await announced(suite);
      const answer = await submit(suite, submissionId, await content(suite), otherSender(suite));
      expectRefused(answer, { status: 404, slug: 'submission-not-found' });
    },
  },
]);
