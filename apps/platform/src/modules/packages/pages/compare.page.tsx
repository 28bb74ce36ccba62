import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { Button, Heading, Page, Select } from '#ui';
import { packagesPaths, packagesRoutePaths } from '../paths.ts';
import { packagesTexts } from '../texts/index.ts';
import { type BuiltPackage } from '../types.ts';
import { listCrumbs, nameOf, type PageDeps, providerAccess, providerShell } from './staff.ts';

const hashOf = (digest: string): string => digest.replace('sha256:', '');

async function comparePage(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const { shell, tenant } = await providerShell(ctx, deps);
  const t = packagesTexts(ctx.lang).compare;
  const packages = await deps.service.builtBy(tenant.id);
  const [newest, second] = packages;
  const chosen = (name: string): BuiltPackage | undefined =>
    packages.find(({ digest }) => hashOf(digest) === ctx.query.get(name));
  const [before, after] = [chosen('von'), chosen('zu')];
  const options = packages.map((one) => ({ value: hashOf(one.digest), label: nameOf(ctx, one) }));
  const sentences = before === undefined || after === undefined ? null : await diffOf(ctx, deps, before, after);
  return {
    kind: 'page',
    page: (
      <Page ctx={shell} title={t.title} lead={t.lead} breadcrumbs={listCrumbs(ctx)}>
        {newest === undefined || second === undefined ? (
          <p class="kern-body">{t.tooFew}</p>
        ) : (
          <form method="get" action={packagesPaths.compare}>
            <Select
              lang={ctx.lang}
              id="von"
              label={t.before}
              value={hashOf((before ?? second).digest)}
              options={options}
            />
            <Select
              lang={ctx.lang}
              id="zu"
              label={t.after}
              value={hashOf((after ?? newest).digest)}
              options={options}
            />
            <Button label={t.submit} />
          </form>
        )}
        {sentences === null || before === undefined || after === undefined ? null : (
          <section>
            <Heading level={2}>{t.result(nameOf(ctx, before), nameOf(ctx, after))}</Heading>
            <ul>
              {sentences.map((sentence, at) => (
                <li key={at}>{sentence}</li>
              ))}
            </ul>
          </section>
        )}
      </Page>
    ),
  };
}

async function diffOf(
  ctx: RequestContext,
  { service }: PageDeps,
  before: BuiltPackage,
  after: BuiltPackage,
): Promise<readonly string[]> {
  const [old, now] = await Promise.all([service.file(before.digest), service.file(after.digest)]);
  return old === null || now === null ? [] : (await service.diff(old, now, ctx.lang)).sentences;
}

export function compareRoutes(deps: PageDeps): readonly Route[] {
  return [
    {
      ...providerAccess,
      method: 'GET',
      path: packagesRoutePaths.compare,
      name: 'packages.compare',
      rate: 'page',
      handle: (ctx) => comparePage(ctx, deps),
    },
  ];
}
