import { type RequestContext } from '#kernel/http';
import { type Lang } from '#kernel/ids';

export interface TenantContact {
  /** Lines of the postal address. */
  address?: readonly string[];
  phone?: string;
  email?: string;
  openingHours?: string;
}

/** What the page frame shows of a town. */
export interface TenantShell {
  slug: string;
  name: string;
  /** Own-origin path or image data address; without it a neutral shield with the initial is drawn. */
  coatOfArms?: string;
  /** Own-origin path of a style sheet with the town's colours, checked for contrast before it was saved. */
  colours?: string;
  contact?: TenantContact;
  /** True only for a town that really is one; allows the bar "Offizielle Website". */
  isReal?: boolean;
  /** A test system; every page says so. */
  isSandbox?: boolean;
}

export interface ShellContext {
  lang: Lang;
  csrfToken: string;
  /** Path with query, to return to after the language switch. */
  path: string;
  isDemo: boolean;
  /** In a test system: every page says that no application of it is real. */
  isSandbox?: boolean;
  person: { displayName: string } | null;
  staff: {
    displayName: string;
    canAdminister: boolean;
    isOperator: boolean;
    /** Sees the inbox; default true. */
    canReadCases?: boolean;
    /** Builds services in the provider workspace. */
    canProvide?: boolean;
    /** Rows of the role × action table, for links of the navigation. */
    actions?: ReadonlySet<string>;
    /** Works for more than one authority and may switch. */
    hasSeveralWorkplaces?: boolean;
  } | null;
  unread: number;
  tenant: TenantShell | null;
}

export interface UiSettings {
  /** Shows the banner "keine echte Behörde" on every page. */
  isDemo: boolean;
}

// Demo until app.ts says otherwise: forgetting the call must never dress a demonstration as an authority.
let settings: UiSettings = { isDemo: true };

/** Called once by app.ts from the configuration. */
export function configureUi(next: UiSettings): void {
  settings = next;
}

export interface ShellOptions {
  tenant?: TenantShell | null;
  unread?: number;
  /** Whether the signed-in staff member sees the link to the administration; default: whose role manages the tenant. */
  canAdminister?: boolean;
}

type ShellSource = Pick<RequestContext, 'lang' | 'csrfToken' | 'url' | 'person' | 'staff'>;

/** Picks from the request what the page frame shows. */
export function shell(ctx: ShellSource, options: ShellOptions = {}): ShellContext {
  return {
    lang: ctx.lang,
    csrfToken: ctx.csrfToken,
    path: ctx.url.pathname + ctx.url.search,
    isDemo: settings.isDemo,
    isSandbox: options.tenant?.isSandbox === true || ctx.person?.sandbox !== undefined || ctx.staff?.isSandbox === true,
    person: ctx.person === null ? null : { displayName: ctx.person.displayName },
    staff:
      ctx.staff === null
        ? null
        : {
            displayName: ctx.staff.displayName,
            canAdminister: options.canAdminister ?? ctx.staff.actions.has('tenant.manage'),
            isOperator: ctx.staff.isOperator,
            canReadCases: ctx.staff.actions.has('case.list'),
            canProvide: ctx.staff.actions.has('provider.manage'),
            actions: ctx.staff.actions,
            hasSeveralWorkplaces: ctx.staff.hasSeveralWorkplaces === true,
          },
    unread: options.unread ?? 0,
    tenant: options.tenant ?? null,
  };
}
