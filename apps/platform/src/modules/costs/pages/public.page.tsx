import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type Area, type CatalogueService } from '#modules/catalogue';
import { Alert, Button, EmptyState, type FieldError, Page, shell, TextField } from '#ui';
import { packageNotFound } from '../errors.ts';
import { costsPaths, costsRoutes } from '../paths.ts';
import { costsTexts } from '../texts/index.ts';
import { type CostsService } from '../types.ts';
import { inLang } from './money.ts';
import { WholeSheet } from './worth-parts.tsx';

export interface PublicDeps {
  service: CostsService;
  catalogue: Pick<CatalogueService, 'area' | 'search' | 'manifest'>;
}

type Place =
  { kind: 'none' } | { kind: 'unknown' } | { kind: 'many'; areas: readonly Area[] } | { kind: 'one'; area: Area };

/** By regional key, else by name as in the service finder. */
async function placeOf(text: string, { catalogue }: PublicDeps): Promise<Place> {
  if (text === '') return { kind: 'none' };
  if (/^\d{12}$/.test(text)) {
    const area = await catalogue.area(text);
    return area === null ? { kind: 'unknown' } : { kind: 'one', area };
  }
  const { place, ambiguousPlaces } = await catalogue.search(text, { limit: 1 });
  if (ambiguousPlaces.length > 1) return { kind: 'many', areas: ambiguousPlaces.slice(0, 20) };
  return place === undefined ? { kind: 'unknown' } : { kind: 'one', area: place };
}

function PlaceForm(p: { ctx: RequestContext; path: string; value: string; error: string | undefined }) {
  const t = costsTexts(p.ctx.lang).public;
  return (
    <form method="get" action={p.path} class="vb-form">
      <TextField
        lang={p.ctx.lang}
        id="ort"
        label={t.place}
        hint={t.placeHint}
        value={p.value}
        maxLength={100}
        error={p.error}
      />
      <Button label={t.show} />
    </form>
  );
}

async function publicPage(ctx: RequestContext, deps: PublicDeps): Promise<Reply> {
  const texts = costsTexts(ctx.lang);
  const t = texts.public;
  const packageId = `${ctx.params['provider'] ?? ''}/${ctx.params['service'] ?? ''}`;
  const digest = await deps.service.versionOf(packageId);
  const manifest = digest === null ? null : await deps.catalogue.manifest(digest);
  if (digest === null || manifest === null) throw packageNotFound();
  const asked = (ctx.query.get('ort') ?? '').trim().slice(0, 100);
  const place = await placeOf(asked, deps);
  const model = await deps.service.priceModel(digest);
  const sheet = place.kind === 'one' ? await deps.service.sheet(digest, place.area.ars) : null;
  const error = place.kind === 'unknown' ? t.unknownPlace : undefined;
  const errors: FieldError[] = error === undefined ? [] : [{ id: 'ort', message: error }];
  const path = costsPaths.public(packageId);
  const value = place.kind === 'one' ? place.area.name : asked;
  return {
    kind: 'page',
    status: errors.length > 0 ? 422 : 200,
    page: (
      <Page
        ctx={shell(ctx)}
        title={t.title(inLang(manifest.service.name, ctx.lang))}
        lead={sheet === null ? t.noPlace : t.lead(sheet.place.name)}
        breadcrumbs={[
          { href: '/nachnutzung', label: t.reuse },
          { href: `/nachnutzung/pakete/${packageId}`, label: inLang(manifest.service.name, ctx.lang) },
        ]}
        width="wide"
        errors={errors}
      >
        {model === null ? (
          <EmptyState title={t.noSheet} text={t.noSheetText} />
        ) : (
          <PlaceForm ctx={ctx} path={path} value={value} error={error} />
        )}
        {place.kind === 'many' && model !== null ? (
          <Alert lang={ctx.lang} kind="info" title={t.which}>
            <ul>
              {place.areas.map((area) => (
                <li key={area.ars}>
                  <a class="kern-link" href={costsPaths.public(packageId, area.ars)}>
                    {area.designation}
                  </a>
                </li>
              ))}
            </ul>
          </Alert>
        ) : null}
        {sheet === null ? null : (
          <>
            <WholeSheet lang={ctx.lang} sheet={sheet} />
            <p>
              <a class="kern-link" href={costsPaths.api(packageId, sheet.place.ars)}>
                {t.machine}
              </a>
            </p>
          </>
        )}
      </Page>
    ),
  };
}

export function publicRoutes(deps: PublicDeps): readonly Route[] {
  return [
    {
      surface: 'page',
      method: 'GET',
      path: costsRoutes.public,
      name: 'costs.public',
      access: { kind: 'public' },
      rate: 'page',
      handle: (ctx) => publicPage(ctx, deps),
    },
  ];
}
