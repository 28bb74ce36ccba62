import { group, type Level, type Rule } from '../rule.ts';
import { announced, seal, submit, upload } from '../support/deliveries.ts';
import { expectRefused, expectStatus, must } from '../support/expect.ts';
import { thumbprint, withHeader } from '../support/jwe.ts';
import { type Suite } from '../support/suite.ts';

function withSegment(jwe: string, index: number, change: (segment: string) => string): string {
  return jwe
    .split('.')
    .map((segment, at) => (at === index ? change(segment) : segment))
    .join('.');
}

interface WrongJwe {
  id: string;
  title: string;
  level?: Level;
  change(jwe: string): string;
}

/** Each is refused as metadata and as data of a submit. */
const wrong: readonly WrongJwe[] = [
  { id: 'zip', title: 'zip', change: (jwe) => withHeader(jwe, { zip: 'DEF' }) },
  { id: 'alg', title: 'alg RSA-OAEP', change: (jwe) => withHeader(jwe, { alg: 'RSA-OAEP' }) },
  { id: 'alg-direct', title: 'alg dir', change: (jwe) => withHeader(jwe, { alg: 'dir' }) },
  { id: 'enc', title: 'enc A128CBC-HS256', change: (jwe) => withHeader(jwe, { enc: 'A128CBC-HS256' }) },
  { id: 'kid', title: 'No kid', level: 'our-choice', change: (jwe) => withHeader(jwe, { kid: undefined }) },
  { id: 'crit', title: 'A critical extension', level: 'our-choice', change: (jwe) => withHeader(jwe, { crit: ['x'] }) },
  { id: 'four-segments', title: 'Four segments', change: (jwe) => jwe.slice(0, jwe.lastIndexOf('.')) },
  { id: 'six-segments', title: 'Six segments', change: (jwe) => `${jwe}.AAAA` },
  { id: 'header', title: 'A header that is no JSON', change: (jwe) => withSegment(jwe, 0, () => 'bm8ganNvbg') },
  {
    id: 'wrapped-key',
    title: 'A wrapped key of 2048 bit',
    change: (jwe) => withSegment(jwe, 1, (s) => s.slice(0, 342)),
  },
  {
    id: 'iv',
    title: 'An initialisation vector of 6 bytes',
    change: (jwe) => withSegment(jwe, 2, (s) => s.slice(0, 8)),
  },
  { id: 'tag', title: 'A tag of 15 bytes', change: (jwe) => withSegment(jwe, 4, (s) => s.slice(0, 20)) },
  { id: 'alphabet', title: 'Characters outside of base64url', change: (jwe) => withSegment(jwe, 3, () => 'a+b/') },
  { id: 'plaintext', title: 'Readable JSON', change: () => JSON.stringify({ name: 'Klartext' }).repeat(60) },
];

async function submitWith(suite: Suite, parts: { metadata?: string; data?: string }) {
  const { submissionId } = await announced(suite);
  const encryptedMetadata = parts.metadata ?? (await seal(suite));
  return submit(suite, submissionId, { encryptedMetadata, encryptedData: parts.data ?? (await seal(suite)) });
}

const refused: Rule[] = group(
  { section: '4.1', version: 'v2' },
  wrong.map(({ id, title, level = 'confirmed', change }) => ({
    id: `jwe.${id}`,
    title: `${title} is refused`,
    level,
    async run(suite) {
      const bad = change(await seal(suite));
      const expected = { status: 422, slug: 'jwe-invalid' } as const;
      expectRefused(await submitWith(suite, { metadata: bad }), expected);
      expectRefused(await submitWith(suite, { data: bad }), expected);
    },
  })),
);

const cty = { status: 422, slug: 'jwe-invalid', statusConfirmed: true } as const;

export const jweRules: readonly Rule[] = [
  ...refused,
  ...group({ section: '4.1', version: 'v2' }, [
    {
      id: 'jwe.cty-missing',
      title: "Metadata or data without cty is 422 and names Invalid JWE Header 'cty'",
      async run(suite) {
        const bad = withHeader(await seal(suite), { cty: undefined });
        for (const part of [{ metadata: bad }, { data: bad }]) {
          const answer = await submitWith(suite, part);
          expectRefused(answer, cty);
          must(/cty/i.test(answer.text), 'the answer does not name cty');
        }
      },
    },
    {
      id: 'jwe.cty-other',
      title: 'Metadata or data with another cty than JSON or XML is 422',
      async run(suite) {
        const bad = await seal(suite, 'x', 'text/plain');
        expectRefused(await submitWith(suite, { metadata: bad }), cty);
        expectRefused(await submitWith(suite, { data: bad }), cty);
      },
    },
    {
      id: 'jwe.cty-xml',
      title: 'Data may be XML',
      async run(suite) {
        expectStatus(await submitWith(suite, { data: await seal(suite, '<a/>', 'application/xml') }), 200);
      },
    },
    {
      id: 'jwe.thumbprint',
      title: 'A thumbprint in place of the kid is taken',
      async run(suite) {
        const kid = thumbprint(suite);
        const metadata = withHeader(await seal(suite), { kid });
        expectStatus(await submitWith(suite, { metadata, data: withHeader(await seal(suite), { kid }) }), 200);
      },
    },
    {
      id: 'jwe.attachment-types',
      title: 'An attachment may have any media type, application/json as well',
      async run(suite) {
        const { submissionId, attachmentIds } = await announced(suite, { attachments: 3 });
        const types = ['application/pdf', 'application/json', 'image/png'];
        for (const [index, id] of attachmentIds.entries()) {
          const jwe = await seal(suite, 'Anlage', types[index] ?? '');
          expectStatus(await upload(suite, submissionId, id, jwe), 204);
        }
      },
    },
    {
      id: 'jwe.attachment-zip',
      title: 'A compressed attachment is refused',
      async run(suite) {
        const { submissionId, attachmentIds } = await announced(suite, { attachments: 1 });
        const jwe = withHeader(await seal(suite, 'Anlage', 'text/plain'), { zip: 'DEF' });
        const answer = await upload(suite, submissionId, attachmentIds[0] ?? '', jwe);
        expectRefused(answer, { status: 422, slug: 'jwe-invalid' });
      },
    },
    {
      id: 'jwe.smallest',
      title: 'The smallest possible JWE, of an empty content, is taken',
      async run(suite) {
        const data = await seal(suite, '');
        expectStatus(await submitWith(suite, { data }), 200);
      },
    },
  ]),
];
