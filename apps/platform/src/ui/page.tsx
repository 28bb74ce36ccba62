import { type ComponentChildren, type VNode } from 'preact';
import { Breadcrumbs, type Crumb } from './components/breadcrumbs.tsx';
import { ErrorSummary, type FieldError } from './components/error-summary.tsx';
import { headInner, staticFrame } from './frame.tsx';
import { type ShellContext, type TenantShell } from './shell.ts';
import { type Texts, uiTexts } from './texts/index.ts';

export interface PageProps {
  ctx: ShellContext;
  title: string;
  /** Sentence under the title. */
  lead?: string;
  breadcrumbs?: readonly Crumb[];
  /** Overrides ctx.tenant. */
  tenant?: TenantShell;
  /** narrow: forms and texts (default); wide: tables; full: the page lays out its own bands (landing). */
  width?: 'narrow' | 'wide' | 'full';
  /** Problems with fields: shows the summary, marks the title of the document. */
  errors?: readonly FieldError[];
  /** Marks the title of the document when there is an error without fields. */
  hasError?: boolean;
  /** False when the children bring their own h1 (hero). */
  heading?: boolean;
  description?: string;
  children?: ComponentChildren;
}

function NavLink({ href, label, path, count, countLabel }: NavLinkProps): VNode {
  const here = href === '/' ? path === '/' : path === href || path.startsWith(href + '/');
  return (
    <li>
      <a href={href} aria-current={here ? 'page' : undefined}>
        {label}
        {count === undefined || count === 0 ? null : (
          <>
            {' '}
            <span class="vb-count" aria-hidden="true">
              {count > 99 ? '99+' : count}
            </span>
            <span class="kern-sr-only">({countLabel})</span>
          </>
        )}
      </a>
    </li>
  );
}

interface NavLinkProps {
  href: string;
  label: string;
  path: string;
  count?: number;
  countLabel?: string;
}

function SignOut({ action, ctx, t }: { action: string; ctx: ShellContext; t: Texts }): VNode {
  return (
    <li>
      <form method="post" action={action} class="vb-nav__form">
        <input type="hidden" name="_csrf" value={ctx.csrfToken} />
        <button type="submit" class="vb-linkbutton">
          {t.signOut}
        </button>
      </form>
    </li>
  );
}

interface StaffLinksProps {
  ctx: ShellContext;
  staff: NonNullable<ShellContext['staff']>;
  t: Texts;
  path: string;
}

function StaffLinks({ ctx, staff, t, path }: StaffLinksProps): VNode {
  return (
    <>
      {/* Every other staff page lies below /amt, too. */}
      {ctx.isSandbox === true && staff.canReadCases !== false ? (
        <NavLink href="/amt/testsystem" label={t.sandbox} path={path} />
      ) : null}
      {staff.canReadCases === false ? null : (
        <NavLink href="/amt" label={t.inbox} path={/^\/amt(?:$|\/vorgang\/)/.test(path) ? path : ''} />
      )}
      {staff.canProvide === true ? <NavLink href="/anbieter" label={t.provider} path={path} /> : null}
      {staff.actions?.has('town.create') === true ? (
        <NavLink href="/amt/koordination" label={t.coordination} path={path} />
      ) : null}
      {staff.actions?.has('adoption.read') === true ? (
        <NavLink href="/amt/nachnutzung" label={t.adoption} path={path} />
      ) : null}
      {staff.actions?.has('conformity.assess') === true ? (
        <NavLink href="/amt/konformitaet" label={t.conformity} path={path} />
      ) : null}
      {staff.actions?.has('privacy.manage') === true ? (
        <NavLink href="/amt/datenschutz" label={t.privacy} path={path} />
      ) : null}
      {staff.actions?.has('costs.read') === true ? <NavLink href="/amt/haushalt" label={t.budget} path={path} /> : null}
      {staff.canAdminister ? (
        <NavLink
          href="/amt/verwaltung"
          label={t.administration}
          path={path.startsWith('/amt/einrichten') ? '/amt/verwaltung' : path}
        />
      ) : null}
      {staff.isOperator ? <NavLink href="/betrieb" label={t.operations} path={path} /> : null}
      {staff.hasSeveralWorkplaces === true ? (
        <NavLink href="/amt/mandant" label={t.switchWorkplace} path={path} />
      ) : null}
      <SignOut action="/amt/abmelden" ctx={ctx} t={t} />
    </>
  );
}

function Navigation({ ctx, t }: { ctx: ShellContext; t: Texts }): VNode {
  const path = ctx.path.split('?', 1)[0] ?? '/';
  // Staff pages have their own navigation; a browser may hold a session of each kind.
  const isStaffArea = ctx.staff !== null && /^\/(?:amt|anbieter|betrieb)(?:\/|$)/.test(path);
  const { staff, person } = ctx;
  return (
    <nav class="vb-nav" aria-label={isStaffArea ? t.staffNavigation : t.mainNavigation}>
      <ul>
        {isStaffArea && staff !== null ? (
          <StaffLinks ctx={ctx} staff={staff} t={t} path={path} />
        ) : (
          <>
            <NavLink href="/" label={t.findServices} path={path} />
            {staff === null ? null : staff.canReadCases === false && staff.canProvide === true ? (
              <NavLink href="/anbieter" label={t.provider} path={path} />
            ) : (
              <NavLink href="/amt" label={t.inbox} path={path} />
            )}
            {person === null ? (
              <NavLink href="/anmelden" label={t.signIn} path={path} />
            ) : (
              <>
                <NavLink href="/konto" label={t.account} path={path} />
                <NavLink
                  href="/postfach"
                  label={t.mailbox}
                  path={path}
                  count={ctx.unread}
                  countLabel={t.unread(ctx.unread)}
                />
                <SignOut action="/abmelden" ctx={ctx} t={t} />
              </>
            )}
          </>
        )}
        <li>
          <a
            href={`/sprache?auf=${ctx.lang === 'de' ? 'en' : 'de'}&zurueck=${encodeURIComponent(ctx.path)}`}
            lang={ctx.lang === 'de' ? 'en' : 'de'}
            hreflang={ctx.lang === 'de' ? 'en' : 'de'}
            rel="nofollow"
          >
            {t.switchLanguage}
          </a>
        </li>
      </ul>
    </nav>
  );
}

/** The whole document around a page's content. */
export function Page(props: PageProps): VNode {
  const ctx = props.tenant === undefined ? props.ctx : { ...props.ctx, tenant: props.tenant };
  const t = uiTexts(ctx.lang);
  const frame = staticFrame(ctx);
  const errors = props.errors ?? [];
  const isError = errors.length > 0 || props.hasError === true;
  const title = [props.title, ctx.tenant?.name, t.platform].filter((part) => part !== undefined).join(' – ');
  const head = headInner(
    isError ? t.errorPrefix + title : title,
    props.description ?? props.lead ?? t.description,
    ctx.tenant?.colours,
  );
  const signedIn = ctx.person ?? ctx.staff;
  return (
    <html lang={ctx.lang}>
      <head dangerouslySetInnerHTML={{ __html: head }} />
      <body>
        <header class="vb-header">
          <div dangerouslySetInnerHTML={{ __html: frame.top }} />
          <div class="vb-wrap vb-header__inner">
            <div dangerouslySetInnerHTML={{ __html: frame.brand }} />
            <div class="vb-header__side">
              {signedIn === null ? null : <p class="vb-header__who">{t.signedInAs(signedIn.displayName)}</p>}
              <Navigation ctx={ctx} t={t} />
            </div>
          </div>
        </header>
        {props.breadcrumbs === undefined ? null : <Breadcrumbs lang={ctx.lang} items={props.breadcrumbs} />}
        <main id="inhalt" tabIndex={-1} class={props.width === 'full' ? 'vb-main vb-main--full' : 'vb-main vb-wrap'}>
          {props.width === 'full' ? (
            props.children
          ) : (
            <div class={props.width === 'wide' ? 'vb-column vb-column--wide' : 'vb-column'}>
              {errors.length === 0 ? null : <ErrorSummary lang={ctx.lang} errors={errors} />}
              {props.heading === false ? null : <h1 class="kern-heading-large">{props.title}</h1>}
              {props.lead === undefined ? null : <p class="vb-lead">{props.lead}</p>}
              {props.children}
            </div>
          )}
        </main>
        <footer class="vb-footer" dangerouslySetInnerHTML={{ __html: frame.footer }} />
      </body>
    </html>
  );
}
