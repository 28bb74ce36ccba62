import { type ComponentChildren, type VNode } from 'preact';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type Lang } from '#kernel/ids';
import { adoptionPaths, type LiveTown } from '#modules/adoption';
import { type Area } from '#modules/catalogue';
import { conformityPaths } from '#modules/conformity';
import { costsPaths } from '#modules/costs';
import { type PublishedPackage } from '#modules/packages';
import { sandboxPaths } from '#modules/sandbox';
import {
  Alert,
  Button,
  FilterForm,
  Form,
  formatDate,
  Heading,
  LinkButton,
  Page,
  shell,
  StatusBadge,
  SummaryList,
  Table,
  TextField,
} from '#ui';
import { type ShortPrice } from '../domain/price.ts';
import { packageNotFound } from '../errors.ts';
import { type FactSheetInput, gatherFacts } from '../fact-sheet.ts';
import { marketplacePaths, marketplaceRoutePaths } from '../paths.ts';
import { marketplaceTexts, type Texts } from '../texts/index.ts';
import { factSections } from './fact-rows.ts';
import { entryOf, inLang, LightBadge, listCrumb, type PageDeps, placeOf, priceText, publicPage } from './frame.tsx';
import { PromiseParts } from './promise-parts.tsx';

interface FrontRunner extends LiveTown {
  email: string;
}

interface PackageView {
  ctx: RequestContext;
  lang: Lang;
  t: Texts;
  facts: FactSheetInput;
  versions: readonly PublishedPackage[];
  frontRunners: readonly FrontRunner[];
  typedPlace: string;
  place: Area | null;
  price: ShortPrice | null;
}

async function packagePage(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const { lang } = ctx;
  const t = marketplaceTexts(lang);
  const entry = await entryOf(ctx, deps);
  const { packageId, versionDigest } = entry.pkg;
  const typedPlace = (ctx.query.get('ort') ?? '').trim().slice(0, 200);
  const [facts, versions, runners, place] = await Promise.all([
    gatherFacts(entry, deps),
    deps.packages.versions(packageId),
    deps.adoption.frontRunners(packageId),
    placeOf(deps, typedPlace),
  ]);
  if (facts === null) throw packageNotFound();
  const frontRunners = await Promise.all(
    runners.slice(0, 10).map(async (town) => ({
      ...town,
      email: (await deps.identity.tenant(town.tenant))?.contact.email ?? '',
    })),
  );
  const price = place === null ? null : await deps.service.priceFor(versionDigest, place.ars);
  const view: PackageView = { ctx, lang, t, facts, versions, frontRunners, typedPlace, place, price };
  return {
    kind: 'page',
    page: (
      <Page
        ctx={shell(ctx)}
        title={inLang(entry.pkg.name, lang)}
        lead={inLang(entry.pkg.summary, lang)}
        width="wide"
        breadcrumbs={[listCrumb(lang)]}
      >
        <p>
          {t.list.by(entry.pkg.providerName)} · {t.list.version} {entry.pkg.version}{' '}
          {entry.state === null ? null : <StatusBadge label={t.states[entry.state]} />}{' '}
          <LightBadge light={facts.light} t={t} />
        </p>
        <NextSteps {...view} />
        <PriceSection {...view} />
        <ConformitySection {...view} />
        <SpreadSection {...view} />
        <PromiseParts lang={lang} listing={facts.listing} />
        <FactSheet {...view} />
        <ChangesSection {...view} />
        <ul>
          <li>
            <a href={`${marketplacePaths.compare}?paket=${encodeURIComponent(packageId)}`}>{t.sheet.compareWith}</a>
          </li>
          <li>
            <a href={`/api/v1/packages/${packageId}`}>{t.sheet.api}</a>
          </li>
        </ul>
      </Page>
    ),
  };
}

function Part({ id, title, children }: { id: string; title: string; children: ComponentChildren }): VNode {
  return (
    <section aria-labelledby={id}>
      <Heading level={2} id={id}>
        {title}
      </Heading>
      {children}
    </section>
  );
}

function NextSteps({ ctx, t, facts }: PackageView): VNode {
  const { packageId } = facts.entry.pkg;
  return (
    <>
      <p class="kern-body">{t.sheet.adoptText}</p>
      <div class="vb-actions">
        <LinkButton href={adoptionPaths.begin(packageId)} label={t.sheet.adopt} />
        {ctx.staff === null ? (
          <LinkButton
            href={`/amt/anmelden?zurueck=${encodeURIComponent(marketplacePaths.package(packageId))}`}
            label={t.sheet.signIn}
            variant="secondary"
          />
        ) : (
          <Form action={sandboxPaths.try(packageId)} csrfToken={ctx.csrfToken}>
            <Button label={t.sheet.tryIt} variant="secondary" />
          </Form>
        )}
      </div>
      <p class="kern-body">{t.sheet.tryText}</p>
    </>
  );
}

function PriceSection({ lang, t, facts, typedPlace, place, price }: PackageView): VNode {
  const { packageId } = facts.entry.pkg;
  return (
    <Part id="preis" title={t.sheet.price}>
      {facts.price === null ? <p>{t.sheet.noSheet}</p> : <p>{inLang(facts.price, lang)}</p>}
      {facts.price === null ? null : (
        <>
          <FilterForm
            lang={lang}
            action={marketplacePaths.package(packageId)}
            label={t.sheet.price}
            searchLabel={t.maturity.show}
          >
            <TextField
              lang={lang}
              id="ort"
              label={t.list.place}
              hint={t.list.placeHint}
              value={place?.name ?? typedPlace}
            />
          </FilterForm>
          {typedPlace !== '' && place === null ? (
            <Alert lang={lang} kind="warning" title={t.list.placeUnknown(typedPlace)} />
          ) : null}
          {place === null ? null : (
            <p role="status">
              <strong>{t.sheet.priceFor(place.name)}:</strong> {priceText(price, lang)}
            </p>
          )}
          <p>
            <a href={costsPaths.public(packageId, place?.ars)}>{t.sheet.priceMore}</a>
          </p>
        </>
      )}
    </Part>
  );
}

function ConformitySection({ lang, t, facts }: PackageView): VNode {
  const { light } = facts;
  return (
    <Part id="mindestanforderungen" title={t.sheet.conformity}>
      {light === null ? (
        <p>{t.sheet.notChecked}</p>
      ) : (
        <>
          <p>
            <LightBadge light={light} t={t} />{' '}
            {t.light.of(light.criteriaVersion, formatDate(new Date(light.date), lang))}
            {light.expiresAt === null ? null : `. ${t.light.expires(formatDate(new Date(light.expiresAt), lang))}`}
          </p>
          <Table
            caption={t.sheet.conformity}
            captionHidden
            columns={[
              { key: 'area', header: t.sheet.area },
              { key: 'result', header: t.sheet.result },
            ]}
            rows={light.areas.map(({ area, name, light: colour }) => ({
              key: area,
              cells: {
                area: inLang(name, lang),
                result: <StatusBadge label={t.light.colours[colour]} tone={tones[colour]} />,
              },
            }))}
          />
        </>
      )}
      <p>
        <a href={conformityPaths.public(facts.entry.pkg.packageId)}>{t.sheet.conformityMore}</a>
      </p>
    </Part>
  );
}

const tones = { green: 'success', yellow: 'warning', red: 'danger', grey: 'neutral' } as const;

function SpreadSection({ lang, t, facts, frontRunners }: PackageView): VNode {
  const { packageId } = facts.entry.pkg;
  const { summary } = facts;
  const average = new Intl.NumberFormat(lang === 'de' ? 'de-DE' : 'en-GB', { minimumFractionDigits: 1 });
  return (
    <>
      <Part id="kommunen" title={t.sheet.towns}>
        <p>{t.sheet.townsText(facts.entry.towns)}</p>
        <Heading level={3}>{t.sheet.frontRunners}</Heading>
        {frontRunners.length === 0 ? (
          <p>{t.sheet.noFrontRunners}</p>
        ) : (
          <ul>
            {frontRunners.map(({ slug, name, since, email }) => (
              <li key={slug}>
                <a href={`/${slug}`}>{name}</a>, {t.sheet.since(formatDate(since, lang))}
                {email === '' ? null : (
                  <>
                    {', '}
                    <a href={`mailto:${email}`}>{email}</a>
                  </>
                )}
              </li>
            ))}
          </ul>
        )}
        <p>
          <a href={marketplacePaths.towns(packageId)}>{t.sheet.townsMore}</a>
        </p>
      </Part>
      <Part id="erfahrungen" title={t.sheet.reviews}>
        <p>
          {summary?.average == null
            ? t.sheet.noReviews
            : t.sheet.average(average.format(summary.average), summary.count)}
        </p>
        <p>
          <a href={marketplacePaths.reviews(packageId)}>{t.sheet.reviewsMore}</a>
        </p>
      </Part>
    </>
  );
}

function FactSheet({ lang, t, facts }: PackageView): VNode {
  return (
    <Part id="steckbrief" title={t.sheet.fullSheet}>
      <p class="kern-body">{t.sheet.stated}</p>
      {factSections(facts, lang).map(({ id, title, rows }) => (
        <SummaryList
          key={id}
          lang={lang}
          heading={title}
          level={3}
          rows={rows.map(({ label, lines }) => ({
            key: label,
            value:
              lines.length === 0 ? (
                <span class="vb-muted">{t.none}</span>
              ) : lines.length === 1 ? (
                lines[0]
              ) : (
                <ul>
                  {lines.map((line) => (
                    <li key={line}>{line}</li>
                  ))}
                </ul>
              ),
          }))}
        />
      ))}
    </Part>
  );
}

function ChangesSection({ lang, t, facts, versions }: PackageView): VNode {
  const changes = facts.manifest.reuse?.changes ?? [];
  return (
    <>
      <Part id="aenderungen" title={t.sheet.changes}>
        {changes.length === 0 ? (
          <p>{t.sheet.noChanges}</p>
        ) : (
          <ul>
            {changes.slice(0, 50).map(({ version, date, kind, text }) => (
              <li key={version}>
                <strong>
                  {version}, {formatDate(new Date(date), lang)}
                </strong>{' '}
                ({t.sheet.changeKinds[kind]}): {inLang(text, lang)}
              </li>
            ))}
          </ul>
        )}
      </Part>
      <Part id="versionen" title={t.sheet.versions}>
        <Table
          caption={t.sheet.versions}
          captionHidden
          columns={[
            { key: 'version', header: t.list.version },
            { key: 'published', header: t.sheet.published },
          ]}
          rows={versions.slice(0, 50).map((one) => ({
            key: one.digest,
            cells: {
              version: one.version,
              published:
                formatDate(one.publishedAt, lang) +
                (one.withdrawnAt === null ? '' : ` – ${t.sheet.withdrawn(one.withdrawnReason ?? '')}`),
            },
          }))}
        />
      </Part>
    </>
  );
}

export function packageRoutes(deps: PageDeps): readonly Route[] {
  return [
    {
      ...publicPage,
      path: marketplaceRoutePaths.package,
      name: 'marketplace.package',
      handle: (ctx) => packagePage(ctx, deps),
    },
  ];
}
