import { type ComponentChildren, type VNode } from 'preact';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type Lang } from '#kernel/ids';
import { type CompiledForm, type Offering } from '#modules/catalogue';
import { Actions, Button, Form, formatCents, Help, LinkButton, Page, SideBox, StructuredText, TwoColumns } from '#ui';
import { frameOf, type WebDeps } from './deps.ts';
import { offeringPath, startPath, webPaths } from './paths.ts';
import { webTexts } from './texts/index.ts';
import { findTown, townNotFound } from './town.page.tsx';

interface Both {
  de: string;
  en: string;
}

async function offeringPage(ctx: RequestContext, deps: WebDeps): Promise<Reply> {
  const townSlug = ctx.params['town'] ?? '';
  const offering = await deps.catalogue.offeringBySlug(townSlug, ctx.params['service'] ?? '');
  if (offering === null) return offeringNotFound(ctx, deps, townSlug);
  const form = await deps.catalogue.compiledForm(offering.versionDigest);
  const draft = ctx.person === null ? null : await deps.forms.openDraft(ctx.person.person, offering.id);
  const { service, texts } = offering.manifest;
  const t = webTexts(ctx.lang).offering;
  return {
    kind: 'page',
    ...(offering.tenant.isSandbox === true ? { headers: { 'x-robots-tag': 'noindex' } } : {}),
    page: (
      <Page
        ctx={await frameOf(ctx, deps, offering.tenant)}
        title={pick(service.name, ctx.lang)}
        lead={pick(service.summary, ctx.lang)}
        breadcrumbs={[
          { label: offering.tenant.name, href: `/${offering.tenant.slug}` },
          { label: pick(service.name, ctx.lang) },
        ]}
        width="wide"
      >
        <TwoColumns side={<Side ctx={ctx} offering={offering} />}>
          <Start ctx={ctx} offering={offering} draft={draft} />
          <Section heading={t.who} text={texts.who} lang={ctx.lang} />
          <Section heading={t.needed} text={texts.needed} lang={ctx.lang} />
          <h2 class="kern-heading-medium">{t.duration}</h2>
          <p>{t.durationText(form.form.pages.length)}</p>
          <Section heading={t.next} text={texts.next} lang={ctx.lang}>
            <p>{t.receipt[offering.receiptInstant]}</p>
          </Section>
          <Section heading={t.remedy} text={texts.remedy} lang={ctx.lang} />
          <LegalBasis form={form} ctx={ctx} />
          <Start ctx={ctx} offering={offering} draft={draft} />
        </TwoColumns>
      </Page>
    ),
  };
}

async function offeringNotFound(ctx: RequestContext, deps: WebDeps, townSlug: string): Promise<Reply> {
  const town = await findTown(deps, townSlug);
  if (town === null) return townNotFound(ctx, deps, townSlug);
  const t = webTexts(ctx.lang).offering;
  const { area, tenant } = town;
  return {
    kind: 'page',
    status: 404,
    page: (
      <Page ctx={await frameOf(ctx, deps, tenant)} title={t.notFound} lead={t.notFoundText(area.name)} hasError>
        <Actions>
          <LinkButton href={`/${tenant?.slug ?? area.slug}`} label={t.toTown(area.name)} />
          <LinkButton href={webPaths.finder} variant="secondary" label={webTexts(ctx.lang).account.find} />
        </Actions>
      </Page>
    ),
  };
}

interface StartProps {
  ctx: RequestContext;
  offering: Offering;
  /** Where a draft goes on. */
  draft: string | null;
}

function Start({ ctx, offering, draft }: StartProps): VNode {
  const t = webTexts(ctx.lang).offering;
  const { slug } = offering.tenant;
  if (ctx.person === null) {
    const back = encodeURIComponent(offeringPath(slug, offering.serviceSlug));
    return (
      <>
        <Actions>
          <LinkButton href={`/anmelden?zurueck=${back}`} label={t.start} />
        </Actions>
        <p class="vb-muted">{t.signInFirst}</p>
      </>
    );
  }
  return (
    <>
      {draft === null ? null : (
        <>
          <p>{t.draftThere}</p>
          <Actions>
            <LinkButton href={draft} label={t.resume} />
          </Actions>
        </>
      )}
      <Form action={startPath(slug, offering.serviceSlug)} csrfToken={ctx.csrfToken}>
        <Button label={draft === null ? t.start : t.startNew} variant={draft === null ? 'primary' : 'secondary'} />
      </Form>
    </>
  );
}

function Side({ ctx, offering }: { ctx: RequestContext; offering: Offering }): VNode {
  const t = webTexts(ctx.lang).offering;
  const { dataProtection, fee } = offering.manifest;
  const { contact, officialName, slug } = offering.tenant;
  const note = offering.townTexts.feeNote ?? fee.note;
  return (
    <>
      <SideBox heading={t.fee}>
        <p>
          <strong>{feeText(offering, ctx.lang)}</strong>
        </p>
        <StructuredText text={pick(note, ctx.lang)} level={3} {...spoken(note, ctx.lang)} />
      </SideBox>
      <SideBox heading={t.contact}>
        <p>
          <strong>{officialName}</strong>
        </p>
        {offering.townTexts.contact === undefined ? null : <p class="vb-pre">{offering.townTexts.contact}</p>}
        {contact.phone === '' ? null : (
          <p>
            <a href={`tel:${contact.phone.replace(/[^+0-9]/g, '')}`}>{contact.phone}</a>
          </p>
        )}
        {contact.email === '' ? null : (
          <p>
            <a href={`mailto:${contact.email}`}>{contact.email}</a>
          </p>
        )}
      </SideBox>
      <SideBox heading={t.privacy}>
        <Labelled label={t.purpose} text={dataProtection.purpose} lang={ctx.lang} />
        <Labelled label={t.legalBasis} text={dataProtection.legalBasis} lang={ctx.lang} />
        <Labelled label={t.retention} text={dataProtection.retention} lang={ctx.lang} />
        <p>
          <a href={`/${slug}/datenschutz`}>{t.privacyMore}</a>
        </p>
      </SideBox>
    </>
  );
}

function Labelled({ label, text, lang }: { label: string; text: Both; lang: Lang }): VNode {
  return (
    <p>
      <strong>{label}:</strong> <span {...spoken(text, lang)}>{pick(text, lang)}</span>
    </p>
  );
}

function feeText(offering: Offering, lang: Lang): string {
  const { fee } = offering.manifest;
  if (fee.kind === 'none') return webTexts(lang).offering.feeNone;
  if ((fee.kind === 'fixed' || fee.kind === 'table') && fee.amountCents !== undefined) {
    return formatCents(fee.amountCents, lang);
  }
  return '';
}

interface SectionProps {
  heading: string;
  text: Both;
  lang: Lang;
  children?: ComponentChildren;
}

function Section({ heading, text, lang, children }: SectionProps): VNode | null {
  if (text.de.trim() === '') return null;
  return (
    <>
      <h2 class="kern-heading-medium">{heading}</h2>
      <StructuredText text={pick(text, lang)} level={3} {...spoken(text, lang)} />
      {children}
    </>
  );
}

function LegalBasis({ form, ctx }: { form: CompiledForm; ctx: RequestContext }): VNode | null {
  const { legalBasis } = form.schema;
  if (legalBasis.length === 0) return null;
  return (
    <Help summary={webTexts(ctx.lang).offering.legalBasis}>
      <ul lang="de">
        {legalBasis.map((basis) => (
          <li key={basis.text}>{basis.text}</li>
        ))}
      </ul>
    </Help>
  );
}

function pick(text: Both, lang: Lang): string {
  return lang === 'en' && text.en !== '' ? text.en : text.de;
}

/** Names the language where the page has another one than the text. */
function spoken(text: Both, lang: Lang): { lang?: string } {
  return lang === 'en' && text.en === '' ? { lang: 'de' } : {};
}

export function offeringRoutes(deps: WebDeps): readonly Route[] {
  return [
    {
      method: 'GET',
      path: webPaths.offering,
      name: 'web.offering',
      surface: 'page',
      access: { kind: 'public' },
      rate: 'page',
      example: { town: 'xanten', service: 'hundesteuer-anmeldung' },
      handle: (ctx) => offeringPage(ctx, deps),
    },
  ];
}
