import { type Json, ref } from '#kernel/openapi';

const hint = (name: string, summary: string, to: string): Json => ({
  post: {
    operationId: `callback.${name}`,
    summary,
    description: `Goes to ${to}. A hint only: fetch the list. Repeated for three days until the answer is 2xx; 410 ends it. No redirect is followed.`,
    parameters: [
      {
        name: 'callback-authentication',
        in: 'header',
        required: true,
        description:
          'HMAC-SHA512, lower-case hex, over the time stamp, a full stop and the raw body; the key is the secret',
        schema: { type: 'string', pattern: '^[0-9a-f]{128}$' },
      },
      {
        name: 'callback-timestamp',
        in: 'header',
        required: true,
        description: 'Seconds since 1970; drop what is older than five minutes',
        schema: { type: 'string', pattern: '^\\d+$' },
      },
    ],
    requestBody: { required: true, content: { 'application/json': { schema: ref(name) } } },
    responses: { '2XX': { description: 'Taken' } },
  },
});

/** What the service sends to callbacks that destinations and announcements name. */
export const webhooks: Json = {
  'new-submissions': hint('NewSubmissions', 'Submissions to fetch', 'the callback of the destination'),
  'new-replies': hint('NewReplies', 'Replies to fetch', 'the callback of the announcement'),
  'new-events': hint('NewEvents', 'Event logs that grew', 'the side that did not cause the change'),
};
