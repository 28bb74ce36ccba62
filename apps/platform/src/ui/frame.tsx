import { type VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { manifest } from './assets/manifest.gen.ts';
import { safeHref, safeSrc } from './safe-href.ts';
import { type ShellContext, type TenantShell } from './shell.ts';
import { type Texts, uiTexts } from './texts/index.ts';

/** Address under which kernel/http serves the files of ui/assets. */
export const assetBase = '/assets/';

function asset(name: string): string {
  return assetBase + name;
}

/** A script that one page loads besides the common one; the page must be whole without it. */
export function PageScript({ name }: { name: 'makeKeys' }): VNode {
  return <script type="module" src={asset(manifest[name])} />;
}

// A shield as data address saves the request for /favicon.ico on the first visit.
const favicon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Cpath fill='%231a3da5' d='M4 3h24v14c0 7-6 11-12 13C10 28 4 24 4 17z'/%3E%3Cpath fill='%23fff' d='M9 9h4l3 10 3-10h4l-5 15h-4z'/%3E%3C/svg%3E";

const headHtml = renderToString(
  <>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="format-detection" content="telephone=no" />
    <link rel="preload" href={asset(manifest.fontRegular)} as="font" type="font/woff2" crossOrigin="anonymous" />
    <link rel="preload" href={asset(manifest.fontBold)} as="font" type="font/woff2" crossOrigin="anonymous" />
    <link rel="stylesheet" href={asset(manifest.css)} />
    <link rel="icon" href={favicon} />
    <script type="module" src={asset(manifest.script)} />
  </>,
);

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (c) => escapes[c] ?? c);
}

/** Inner HTML of <head>: the same string for every page except title, description and the town's colours. */
export function headInner(title: string, description: string, colours?: string): string {
  // After ours, so that the town's colours win.
  const style = colours === undefined ? '' : `<link rel="stylesheet" href="${escapeHtml(safeSrc(colours) ?? '')}">`;
  return `${headHtml}${style}<title>${escapeHtml(title)}</title><meta name="description" content="${escapeHtml(description)}">`;
}

interface StaticFrame {
  top: string;
  brand: string;
  footer: string;
}

function Shield({ name, t }: { name: string; t: Texts }): VNode {
  return (
    <svg class="vb-shield" viewBox="0 0 40 48" role="img" aria-label={t.coatOfArms(name)}>
      <path class="vb-shield__field" d="M2 2h36v24c0 11-9 17-18 20C11 43 2 37 2 26z" />
      <path class="vb-shield__chief" d="M2 2h36v11H2z" />
      <text x="20" y="33" text-anchor="middle" class="vb-shield__letter">
        {(/\p{L}/u.exec(name.replace(/^(?:Stadt|Gemeinde|Landkreis|Markt)\s+/u, ''))?.[0] ?? 'V').toUpperCase()}
      </text>
    </svg>
  );
}

function TopBars({ ctx, t }: { ctx: ShellContext; t: Texts }): VNode {
  return (
    <>
      <a class="vb-skip" href="#inhalt">
        {t.skip}
      </a>
      {ctx.isDemo ? (
        <p class="vb-demo">
          <strong>{t.demoBanner}</strong>
          <span lang={ctx.lang === 'de' ? 'en' : 'de'}>{t.demoBannerOther}</span>
        </p>
      ) : null}
      {ctx.isSandbox === true || ctx.tenant?.isSandbox === true ? (
        <p class="vb-demo vb-sandbox">
          <strong>{t.sandboxBanner}</strong>
        </p>
      ) : null}
      {!ctx.isDemo && ctx.tenant?.isReal === true ? (
        <div class="kern-kopfzeile">
          <div class="vb-wrap kern-kopfzeile__content">
            <span class="vb-flag" aria-hidden="true" />
            <span class="kern-kopfzeile__label">{t.officialSite(ctx.tenant.name)}</span>
          </div>
        </div>
      ) : null}
    </>
  );
}

function Brand({ tenant, t }: { tenant: TenantShell | null; t: Texts }): VNode {
  const arms = safeSrc(tenant?.coatOfArms);
  const name = tenant?.name ?? t.platform;
  return (
    <a class="vb-brand" href={tenant === null ? '/' : `/${encodeURIComponent(tenant.slug)}`}>
      {arms === undefined ? (
        <Shield name={name} t={t} />
      ) : (
        <img class="vb-brand__arms" src={arms} alt={t.coatOfArms(name)} width="44" height="52" />
      )}
      <span class="vb-brand__name">
        {name}
        <span class="vb-brand__sub">{tenant === null ? t.officialTagline : t.serviceportal}</span>
      </span>
    </a>
  );
}

function Footer({ ctx, t }: { ctx: ShellContext; t: Texts }): VNode {
  const base = ctx.tenant === null ? '' : `/${encodeURIComponent(ctx.tenant.slug)}`;
  const contact = ctx.tenant?.contact;
  return (
    <div class="vb-wrap vb-footer__inner">
      {contact === undefined ? null : (
        <section aria-labelledby="fuss-kontakt" class="vb-footer__contact">
          <h2 id="fuss-kontakt">{ctx.tenant?.name ?? t.contact}</h2>
          {contact.address === undefined ? null : (
            <address>
              {contact.address.map((line) => (
                <span key={line}>{line}</span>
              ))}
            </address>
          )}
          <p>
            {contact.phone === undefined ? null : (
              <span>
                {t.phone}: <a href={safeHref(`tel:${contact.phone.replace(/[^+0-9]/g, '')}`)}>{contact.phone}</a>
              </span>
            )}
            {contact.email === undefined ? null : (
              <span>
                {t.email}: <a href={safeHref(`mailto:${contact.email}`)}>{contact.email}</a>
              </span>
            )}
            {contact.openingHours === undefined ? null : (
              <span>
                {t.openingHours}: {contact.openingHours}
              </span>
            )}
          </p>
        </section>
      )}
      <nav aria-label={t.footerNavigation} class="vb-footer__nav">
        <ul>
          <li>
            <a href={`${base}/impressum`}>{t.imprint}</a>
          </li>
          <li>
            <a href={`${base}/datenschutz`}>{t.privacy}</a>
          </li>
          <li>
            <a href={`${base}/barrierefreiheit`}>{t.accessibility}</a>
          </li>
          <li>
            <a href={`${base}/leichte-sprache`}>{t.easyLanguage}</a>
          </li>
        </ul>
        <p class="vb-footer__note">{t.footerNote}</p>
      </nav>
    </div>
  );
}

// The frame around a page changes only with town, language and mode, so it is rendered once and kept as a string.
const frames = new Map<string, StaticFrame>();
const keptFrames = 500;

/** The parts of a page that are the same for everybody who looks at this town in this language. */
export function staticFrame(ctx: ShellContext): StaticFrame {
  const key = `${ctx.lang}|${ctx.isDemo}|${ctx.isSandbox === true}|${ctx.tenant === null ? '' : JSON.stringify(ctx.tenant)}`;
  const known = frames.get(key);
  if (known !== undefined) return known;
  const t = uiTexts(ctx.lang);
  const frame = {
    top: renderToString(<TopBars ctx={ctx} t={t} />),
    brand: renderToString(<Brand tenant={ctx.tenant} t={t} />),
    footer: renderToString(<Footer ctx={ctx} t={t} />),
  };
  if (frames.size >= keptFrames) frames.clear();
  frames.set(key, frame);
  return frame;
}
