import { randomUUID } from 'node:crypto';
import { group } from '../rule.ts';
import { announce, announced, sent } from '../support/deliveries.ts';
import { newDestination, region, service, sharedDestination } from '../support/destinations.ts';
import { caseLog, names } from '../support/events.ts';
import { choice, expectRefused, expectStatus, must, uuidOf } from '../support/expect.ts';
import { otherSender } from '../support/suite.ts';

export const announceRules = group({ section: '5.1', version: 'v2' }, [
  {
    id: 'announce.created',
    title: 'An announcement is 201 with the ids of submission, case and destination',
    async run(suite) {
      const answer = await announce(suite, { announcedAttachments: [randomUUID()] });
      expectStatus(answer, 201);
      uuidOf(answer.json, 'submissionId');
      uuidOf(answer.json, 'caseId');
      must(answer.json['destinationId'] === (await sharedDestination(suite)), 'destinationId is another');
    },
  },
  {
    id: 'announce.event',
    title: 'It leaves create-submission in the log of the case',
    section: '5.1, 7.3',
    async run(suite) {
      const { caseId } = await announced(suite);
      const log = names(await caseLog(suite, caseId));
      must(log.join() === 'create-submission', `the log holds ${log.join(', ')}`);
    },
  },
  {
    id: 'announce.region',
    title: 'The offered region is taken, one below it, and none at all',
    async run(suite) {
      expectStatus(await announce(suite, { region }), 201);
      expectStatus(await announce(suite), 201);
      const below = await announce(suite, { region: `${region}170052` });
      choice(below.status === 201, `a region below the offered one got ${String(below.status)}`);
    },
  },
  {
    id: 'announce.other-region',
    title: 'A region that is not offered is refused',
    async run(suite) {
      const answer = await announce(suite, { region: 'DE09162000' });
      expectRefused(answer, { status: 422, slug: 'unsupported-region' });
    },
  },
  {
    id: 'announce.other-service',
    title: 'A service that is not offered is refused',
    async run(suite) {
      const publicService = { identifier: 'urn:de:fim:leika:leistung:99000000000000', name: '' };
      expectRefused(await announce(suite, { publicService }), { status: 422, slug: 'unsupported-service' });
    },
  },
  {
    id: 'announce.unknown-destination',
    title: 'An unknown destination is destination-not-found',
    async run(suite) {
      const answer = await announce(suite, { destinationId: randomUUID() });
      expectRefused(answer, { status: 404, slug: 'destination-not-found' });
    },
  },
  {
    id: 'announce.required',
    title: 'Missing and malformed members are refused',
    async run(suite) {
      const wrong: readonly object[] = [
        { destinationId: undefined },
        { destinationId: 7 },
        { publicService: undefined },
        { publicService: { identifier: 'no urn', name: '' } },
        { announcedAttachments: 'none' },
        { announcedAttachments: ['no-uuid'] },
        { region: 'Bayern' },
        { caseId: 'no-uuid' },
      ];
      for (const change of wrong)
        expectRefused(await announce(suite, change), { status: 400, slug: 'request-invalid' });
    },
  },
  {
    id: 'announce.no-json',
    title: 'A body that is no JSON is refused',
    async run({ sender, v2 }) {
      const answer = await sender.call('POST', `${v2}/submissions`, { body: '{', type: 'application/json' });
      expectRefused(answer, { status: 400, slug: 'request-invalid' });
    },
  },
  {
    id: 'announce.content-type',
    title: 'Another content type is refused',
    section: '12',
    async run({ sender, v2 }) {
      const answer = await sender.call('POST', `${v2}/submissions`, { body: '{}', type: 'text/plain' });
      expectRefused(answer, { status: 415, slug: 'unsupported-media-type' });
    },
  },
  {
    id: 'announce.unknown-members',
    title: 'Members that this version does not know do no harm',
    level: 'our-choice',
    async run(suite) {
      expectStatus(await announce(suite, { bidirectional: true, future: { x: 1 } }), 201);
    },
  },
  {
    id: 'announce.empty-service-name',
    title: 'The name of the service may be empty',
    level: 'our-choice',
    async run(suite) {
      expectStatus(await announce(suite, { publicService: { ...service, name: '' } }), 201);
    },
  },
  {
    id: 'announce.same-attachment-twice',
    title: 'One id for two attachments is refused',
    level: 'our-choice',
    async run(suite) {
      const id = randomUUID();
      const answer = await announce(suite, { announcedAttachments: [id, id] });
      expectRefused(answer, { status: 400, slug: 'request-invalid' });
    },
  },
  {
    id: 'announce.hundred',
    title: '100 attachments are taken, 101 refused',
    section: '11',
    async run(suite) {
      const ids = Array.from({ length: 101 }, () => randomUUID());
      expectStatus(await announce(suite, { announcedAttachments: ids.slice(1) }), 201);
      expectRefused(await announce(suite, { announcedAttachments: ids }), { status: 400 });
    },
  },
  {
    id: 'announce.continue-case',
    title: 'A further submission joins its case',
    section: '5.1, 9.2',
    async run(suite) {
      const { caseId } = await sent(suite);
      const next = await announced(suite, { change: { caseId } });
      must(next.caseId === caseId, 'it opened another case');
    },
  },
  {
    id: 'announce.unknown-case',
    title: 'A case that does not exist is not continued',
    async run(suite) {
      expectRefused(await announce(suite, { caseId: randomUUID() }), { status: 404, slug: 'case-not-found' });
    },
  },
  {
    id: 'announce.case-of-other-destination',
    title: 'A case is not continued at another destination',
    level: 'our-choice',
    async run(suite) {
      const { caseId } = await sent(suite);
      const destinationId = await newDestination(suite);
      expectRefused(await announce(suite, { caseId, destinationId }), { status: 400, slug: 'request-invalid' });
    },
  },
  {
    id: 'announce.foreign-case',
    title: 'Another sender does not continue the case',
    section: '9.3',
    needs: ['other-sender'],
    async run(suite) {
      const { caseId } = await sent(suite);
      const answer = await announce(suite, { caseId }, otherSender(suite));
      expectRefused(answer, { status: 404, slug: 'case-not-found' });
    },
  },
]);
