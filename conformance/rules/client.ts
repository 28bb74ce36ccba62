import {
  createSender,
  createSubscriber,
  httpTransport,
  localSigner,
  localUnwrapper,
  statusOf,
  type OutgoingSubmission,
} from '@verbund/fit-connect';
import { memoryJournal } from '@verbund/fit-connect/testing';
import { group } from '../rule.ts';
import { destinationBody, newDestination, schema, service } from '../support/destinations.ts';
import { must } from '../support/expect.ts';
import { type Suite } from '../support/suite.ts';

/** Our own client, as makers use it. */
function clients({ urls, sender, subscriber }: Suite) {
  const common = { submissionBaseUrl: urls.submission, tokenUrl: urls.token, transport: httpTransport() };
  return {
    sender: createSender({ ...common, ...sender.credentials }),
    subscriber: createSubscriber({ ...common, ...subscriber.credentials }),
  };
}

function outgoing(suite: Suite, destinationId: string): OutgoingSubmission {
  return {
    destinationId,
    publicService: service,
    author: { name: 'Pruefung', product: { name: 'Verbund', version: '1', manufacturer: 'Verbund' } },
    data: { bytes: Buffer.from('{"name":"Müller"}'), schema: { ...schema, mimeType: 'application/json' } },
    attachments: ['eins', 'zwei'].map((text) => ({
      content: Buffer.from(text.repeat(5000)),
      mimeType: 'text/plain',
      purpose: 'attachment' as const,
      filename: `${text}.txt`,
    })),
  };
}

const receiveOptions = (suite: Suite, destinationId: string) => ({
  unwrapper: localUnwrapper([suite.keys.encryption.privateJwk]),
  destination: {
    destinationId,
    publicServices: destinationBody(suite)['services'] as [],
  },
});

export const clientRules = group({ section: '4–7', version: 'v2' }, [
  {
    id: 'client.accepts',
    title: 'Our client sends, fetches, verifies, decrypts and accepts a submission with two attachments',
    async run(suite) {
      const destinationId = await newDestination(suite);
      const { sender, subscriber } = clients(suite);
      const delivered = await sender.sendSubmission(outgoing(suite, destinationId), memoryJournal());
      const { items } = await subscriber.listSubmissions({ destinationId });
      must(items[0]?.submissionId === delivered.itemId, 'it is not listed');
      const result = await subscriber.receiveSubmission(delivered.itemId, receiveOptions(suite, destinationId));
      must(result.ok, result.ok ? '' : result.problems.map(({ detail }) => detail).join('; '));
      must(JSON.stringify(result.submission.json) === '{"name":"Müller"}', 'the data differ');
      must(result.submission.attachments.length === 2, 'attachments are missing');
      await subscriber.settle(result, localSigner(suite.keys.signing.privateJwk));
      const log = await sender.verifiedCaseLog(delivered.caseId, { destinationId });
      must(log.ok, log.ok ? '' : log.failures.map(({ detail }) => detail).join('; '));
      const { state } = statusOf(log.log, 'submission', delivered.itemId);
      must(state === 'accepted', `the state is ${state}`);
    },
  },
  {
    id: 'client.rejects',
    title: 'It rejects what does not fit its schema, and the sender reads why',
    async run(suite) {
      const destinationId = await newDestination(suite);
      const { sender, subscriber } = clients(suite);
      const delivered = await sender.sendSubmission(outgoing(suite, destinationId), memoryJournal());
      const options = { ...receiveOptions(suite, destinationId), validateData: () => ['/name fehlt'] };
      const result = await subscriber.receiveSubmission(delivered.itemId, options);
      must(!result.ok, 'it was found good');
      await subscriber.settle(result, localSigner(suite.keys.signing.privateJwk));
      const log = await sender.verifiedCaseLog(delivered.caseId, { destinationId });
      must(log.ok, log.ok ? '' : log.failures.map(({ detail }) => detail).join('; '));
      const { state, problems } = statusOf(log.log, 'submission', delivered.itemId);
      must(
        state === 'rejected' && problems.length > 0,
        `the state is ${state} with ${String(problems.length)} problems`,
      );
    },
  },
]);
