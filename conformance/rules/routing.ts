import { createRouting, httpTransport } from '@verbund/fit-connect';
import { group } from '../rule.ts';
import { region, service, sharedDestination } from '../support/destinations.ts';
import {
  expectRefused,
  expectStatus,
  isObject,
  must,
  NotApplicable,
  numberOf,
  objectsOf,
  textOf,
} from '../support/expect.ts';
import { type Answer } from '../support/http.ts';
import { type Suite } from '../support/suite.ts';

const leikaKey = service.identifier.slice(-14);
/** A district below the region of the shared destination. */
const ars = `${region.slice(2)}170`;

async function get(suite: Suite, path: string): Promise<Answer> {
  const answer = await suite.http.send('GET', `${suite.urls.routing}${path}`);
  if (answer.status === 404 && /\/(routes|areas|info)/.test(path)) {
    throw new NotApplicable(`there is no routing service at ${suite.urls.routing}`);
  }
  return answer;
}

const versions = ['v1', 'v2'] as const;
const query = (change: Record<string, string> = {}) => new URLSearchParams({ leikaKey, ars, ...change }).toString();

/** RFC 7807 without the demands of the submission API. */
function expectBadRequest(answer: Answer): void {
  expectRefused(answer, { status: 400, statusConfirmed: true });
  must(/^application\/problem\+json/.test(answer.headers.get('content-type') ?? ''), `${answer.call}: no problem+json`);
  textOf(answer.json, 'type');
  textOf(answer.json, 'title');
  must(answer.json['status'] === 400, `${answer.call}: status is ${String(answer.json['status'])}`);
}

export const routingRules = group({ section: '10' }, [
  {
    id: 'routing.info',
    title: 'info tells the version in both versions, without a token',
    async run(suite) {
      for (const version of versions) {
        const answer = await get(suite, `/${version}/info`);
        expectStatus(answer, 200);
        const told = answer.json['version'];
        must(isObject(told), 'version is missing');
        for (const part of ['major', 'minor', 'patch']) numberOf(told, part);
      }
    },
  },
  {
    id: 'routing.none',
    title: 'Nobody responsible is 200 with an empty list',
    async run(suite) {
      for (const version of versions) {
        const answer = await get(suite, `/${version}/routes?${query({ leikaKey: '99000000000000' })}`);
        expectStatus(answer, 200);
        must(objectsOf(answer.json, 'routes').length === 0, 'something is responsible');
        for (const member of ['count', 'offset', 'totalCount']) numberOf(answer.json, member);
      }
    },
  },
  {
    id: 'routing.parameters',
    title: 'Wrong parameters are 400 with a problem',
    async run(suite) {
      const wrong = [
        new URLSearchParams({ ars }).toString(),
        new URLSearchParams({ leikaKey }).toString(),
        query({ leikaKey: '123' }),
        query({ leikaKey: service.identifier }),
        query({ ags: '05170' }),
        query({ ars: '0517' }),
        query({ ars: 'DE05170' }),
        query({ limit: '501' }),
        query({ limit: '0' }),
        query({ offset: '-1' }),
      ];
      for (const one of wrong) expectBadRequest(await get(suite, `/v2/routes?${one}`));
    },
  },
  {
    id: 'routing.ags',
    title: 'ags and areaId are taken in place of ars',
    async run(suite) {
      for (const area of ['ags=05170', 'areaId=05170', 'ars=051700000000']) {
        expectStatus(await get(suite, `/v2/routes?leikaKey=${leikaKey}&${area}`), 200);
      }
    },
  },
  {
    id: 'routing.areas',
    title: 'areas is a page of id, name and type, labelled application/problem+json',
    async run(suite) {
      const answer = await get(suite, '/v2/areas?areaSearchexpression=Wes*&limit=5');
      expectStatus(answer, 200);
      must(/^application\/problem\+json/.test(answer.headers.get('content-type') ?? ''), 'the label is another');
      for (const member of ['count', 'offset', 'totalCount']) numberOf(answer.json, member);
      for (const area of objectsOf(answer.json, 'areas')) {
        must(/^\d+$/.test(textOf(area, 'id')), `id ${String(area['id'])} is no digits`);
        textOf(area, 'name');
        textOf(area, 'type');
      }
    },
  },
  {
    id: 'routing.area-terms',
    title: 'areas needs 1 to 10 terms with two characters between wildcards',
    async run(suite) {
      const many = Array.from({ length: 11 }, () => 'areaSearchexpression=Wesel').join('&');
      for (const one of ['', many, 'areaSearchexpression=*', 'areaSearchexpression=W*']) {
        expectBadRequest(await get(suite, `/v2/areas?${one}`));
      }
    },
  },
  {
    id: 'routing.rate-headers',
    title: 'Answers tell what is left: RateLimit-Limit, -Remaining, -Reset',
    async run(suite) {
      const { headers } = await get(suite, `/v2/routes?${query()}`);
      for (const name of ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset']) {
        must(/^\d+$/.test(headers.get(name) ?? ''), `${name} is ${headers.get(name) ?? 'missing'}`);
      }
    },
  },
  {
    id: 'routing.found',
    title: 'An active destination is found where it offers the service',
    level: 'our-choice',
    async run(suite) {
      const destinationId = await sharedDestination(suite);
      const answer = await get(suite, `/v2/routes?${query({ limit: '500' })}`);
      expectStatus(answer, 200);
      const found = objectsOf(answer.json, 'routes').map((route) => route['destinationId']);
      must(found.includes(destinationId), 'it is missing');
      const elsewhere = await get(suite, `/v2/routes?${query({ ars: '09162', limit: '500' })}`);
      must(!elsewhere.text.includes(destinationId), 'it is found elsewhere');
    },
  },
  {
    id: 'routing.signature',
    title: 'destinationSignature binds destination, service, area and host of the delivery service',
    level: 'our-choice',
    async run(suite) {
      const destinationId = await sharedDestination(suite);
      const { routing: routingBaseUrl, submission } = suite.urls;
      const client = createRouting({ routingBaseUrl, issuers: [routingBaseUrl], transport: httpTransport() });
      const { items } = await client.findRoutes({ leikaKey, area: { ars }, limit: 500 });
      const route = items.find((one) => one.destinationId === destinationId);
      must(route !== undefined, 'the destination is not found');
      const asked = { leikaKey, area: { ars }, submissionHost: new URL(submission).host };
      const verdict = await client.verifyRoute(route, asked);
      must(verdict.ok, verdict.ok ? '' : verdict.detail);
      const [header = ''] = route.destinationSignature.split('.');
      const { typ } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { typ?: unknown };
      must(typ === 'jwt', `typ is ${String(typ)}`);
    },
  },
]);
