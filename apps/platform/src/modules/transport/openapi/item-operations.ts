import { json, type Operation, pathParameter, queryParameter, ref } from '#kernel/openapi';
import { type HttpProblemSlug, type ItemKind } from '@verbund/fit-connect';
import { type ApiVersion } from '../api-versions.ts';
import { type Limits } from '../domain/limits.ts';
import { scopes } from '../domain/scopes.ts';
import { good, problemAnswers } from './answers.ts';
import { attachmentParameter, pageParameters } from './parameters.ts';

const token: readonly HttpProblemSlug[] = ['unauthenticated', 'forbidden'];
const jose = { 'application/jose': ref('CompactJwe') };

const words = {
  submission: {
    Name: 'Submission',
    tag: 'Submissions',
    member: 'submissions',
    writer: scopes.send,
    reader: scopes.subscribe,
    id: 'submissionId',
    unknown: 'submission-not-found',
  },
  reply: {
    Name: 'Reply',
    tag: 'Replies',
    member: 'replies',
    writer: scopes.subscribe,
    reader: scopes.send,
    id: 'replyId',
    unknown: 'reply-not-found',
  },
} as const;

/** The calls on submissions, and the same on replies the other way round. */
export function itemOperations(version: ApiVersion, kind: ItemKind, limits: Limits): Operation[] {
  return [announcing(version, kind), ...completing(version, kind, limits), ...reading(version, kind)];
}

function announcing(version: ApiVersion, kind: ItemKind): Operation {
  const { Name, tag, member, writer } = words[kind];
  const path = `/submission-api/${version.name}/${member}`;
  const announced: readonly HttpProblemSlug[] =
    kind === 'submission'
      ? ['destination-not-found', 'destination-state-invalid', 'unsupported-service', 'unsupported-region']
      : [];
  return {
    id: version.routeName(`announce-${kind}`),
    method: 'post',
    path,
    tag,
    summary: `Announce a ${kind}`,
    description:
      kind === 'submission'
        ? 'Opens a case, or continues the one that is named. What is not submitted within a day is removed.'
        : 'Answers in a case of a destination that the client is linked with.',
    scopes: [writer],
    body: {
      types: ['application/json'],
      schema: ref(kind === 'submission' ? 'Announcement' : 'ReplyAnnouncement'),
    },
    answers: {
      201: good('Announced', json(ref(`${Name}Head`))),
      ...problemAnswers([
        ...token,
        ...announced,
        'case-not-found',
        'request-invalid',
        'unsupported-media-type',
        'too-large',
      ]),
    },
  };
}

function completing(version: ApiVersion, kind: ItemKind, limits: Limits): Operation[] {
  const { Name, tag, member, writer, id, unknown } = words[kind];
  const path = `/submission-api/${version.name}/${member}`;
  const one = pathParameter(id, `Id of the ${kind}`, ref('Uuid'));
  const own: readonly HttpProblemSlug[] = [...token, unknown, 'request-invalid'];
  return [
    {
      id: version.routeName(`upload-${kind}-attachment`),
      method: 'put',
      path: `${path}/{${id}}/attachments/{attachmentId}`,
      tag,
      summary: 'Upload an announced attachment',
      description: `Up to ${String(limits.attachmentBytes)} bytes as JWE. A further upload before the submit replaces the first.`,
      parameters: [one, attachmentParameter],
      scopes: [writer],
      body: { types: ['application/jose'], schema: ref('CompactJwe') },
      answers: {
        204: good('Stored'),
        ...problemAnswers([
          ...own,
          'attachment-not-announced',
          'state-invalid',
          'jwe-invalid',
          'too-large',
          'unsupported-media-type',
        ]),
      },
    },
    {
      id: version.routeName(`submit-${kind}`),
      method: 'put',
      path: `${path}/{${id}}`,
      tag,
      summary: `Submit a ${kind}`,
      description:
        'Possible when every announced attachment is there. The same content again is answered alike, other content is refused.',
      parameters: [one],
      scopes: [writer],
      body: { types: ['application/json'], schema: ref('EncryptedContent') },
      answers: {
        200: good('Submitted; without the encrypted parts', json(ref(`${Name}View`))),
        ...problemAnswers([
          ...own,
          'attachments-incomplete',
          'state-invalid',
          'jwe-invalid',
          'too-large',
          'unsupported-media-type',
        ]),
      },
    },
    {
      id: version.routeName(`withdraw-${kind}`),
      method: 'delete',
      path: `${path}/{${id}}`,
      tag,
      summary: `Take back a ${kind} that was never submitted`,
      parameters: [one],
      scopes: [writer],
      answers: { 204: good('Gone; also when it was gone before'), ...problemAnswers([...own, 'state-invalid']) },
    },
  ];
}

function reading(version: ApiVersion, kind: ItemKind): Operation[] {
  const { Name, tag, member, reader, id, unknown } = words[kind];
  const path = `/submission-api/${version.name}/${member}`;
  const one = pathParameter(id, `Id of the ${kind}`, ref('Uuid'));
  const fetched: readonly HttpProblemSlug[] = [...token, unknown, 'request-invalid'];
  const filter =
    kind === 'submission' ? [queryParameter('destinationId', 'Only of this destination', ref('Uuid'))] : [];
  return [
    {
      id: version.routeName(`list-${member}`),
      method: 'get',
      path,
      tag,
      summary: `What waits for the caller`,
      description: `Submitted and neither accepted nor rejected, oldest first. The first look at a ${kind} writes notify-${kind} into its log.`,
      parameters: [...filter, ...pageParameters],
      scopes: [reader],
      answers: { 200: good('A page', json(ref(`${Name}Page`))), ...problemAnswers([...token, 'request-invalid']) },
    },
    {
      id: version.routeName(`fetch-${kind}`),
      method: 'get',
      path: `${path}/{${id}}`,
      tag,
      summary: `Fetch a ${kind}`,
      description: 'Until its content is deleted, seven days after acceptance or rejection.',
      parameters: [one],
      scopes: [reader],
      answers: { 200: good(`The ${kind}`, json(ref(Name))), ...problemAnswers(fetched) },
    },
    {
      id: version.routeName(`fetch-${kind}-attachment`),
      method: 'get',
      path: `${path}/{${id}}/attachments/{attachmentId}`,
      tag,
      summary: 'Fetch an attachment',
      parameters: [one, attachmentParameter],
      scopes: [reader],
      answers: { 200: good('The attachment', jose), ...problemAnswers([...fetched, 'attachment-not-found']) },
    },
    {
      id: version.routeName(`${kind}-events`),
      method: 'get',
      path: `${path}/{${id}}/events`,
      tag,
      summary: `Event log of a ${kind}`,
      description: 'Open to both sides; oldest first.',
      parameters: [one, ...pageParameters],
      scopes: [scopes.send, scopes.subscribe],
      answers: { 200: good('A page of tokens', json(ref('EventLogPage'))), ...problemAnswers(fetched) },
    },
  ];
}
