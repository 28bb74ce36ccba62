import { germanDate } from '#kernel/clock';
import { AppError } from '#kernel/errors';
import { type PersonId } from '#kernel/ids';
import { type Sample, samplesOf } from './domain/samples.ts';
import { type SandboxDeps } from './service.ts';
import { type Sandbox } from './types.ts';

/** Cases of one sandbox between two resets. */
const mostCases = 200;

/** Invented, as on the specimen of the identity card. */
const applicant = {
  subject: 'testperson',
  displayName: 'Erika Mustermann (Testperson)',
  facts: {
    givenName: 'Erika',
    familyName: 'Mustermann',
    birthDate: '1964-08-12',
    street: 'Heidestraße 17',
    streetName: 'Heidestraße',
    houseNumber: '17',
    postcode: '51147',
    city: 'Köln',
  },
};

export interface Samples {
  /** The made-up applicant; 'sandbox/full' when too much has come in since the last reset. */
  person(sandbox: Sandbox): Promise<PersonId>;
  samples(sandbox: Sandbox): Promise<readonly Sample[]>;
  sendSample(sandbox: Sandbox): Promise<Sandbox['sample']>;
}

export function createSamples(deps: SandboxDeps): Samples {
  const { kernel, identity, catalogue, casework, applications } = deps;

  async function person(sandbox: Sandbox): Promise<PersonId> {
    const cases = Object.values(await casework.openCases(sandbox.tenant)).reduce((sum, count) => sum + count, 0);
    if (cases >= mostCases) throw new AppError('conflict', 'sandbox/full', { params: { max: mostCases } });
    return identity.sandboxes.testPerson({ sandbox: sandbox.tenant, ...applicant, lang: 'de' });
  }

  async function samples({ versionDigest }: Sandbox): Promise<readonly Sample[]> {
    const manifest = await catalogue.manifest(versionDigest);
    if (manifest === null) return [];
    const form = await catalogue.compiledForm(versionDigest);
    const land = manifest.reuse?.factSheet.implementingLand ?? null;
    return samplesOf(manifest, form, { today: germanDate(kernel.clock.now()), ...(land === null ? {} : { land }) });
  }

  /** A package whose samples do not suffice is tried all the same; the page says what happened. */
  async function sendSample(sandbox: Sandbox): Promise<Sandbox['sample']> {
    const [sample] = await samples(sandbox);
    if (sample === undefined) return 'none';
    const { slug: town, serviceSlug: service } = sandbox;
    const { sent } = await applications.send({
      person: await person(sandbox),
      town,
      service,
      answers: sample.answers,
    });
    return sent ? 'sent' : 'incomplete';
  }

  return { person, samples, sendSample };
}
