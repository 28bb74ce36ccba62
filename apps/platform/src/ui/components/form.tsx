import { type ComponentChildren, type VNode } from 'preact';
import { safeHref } from '../safe-href.ts';

export function CsrfField({ token }: { token: string }): VNode {
  return <input type="hidden" name="_csrf" value={token} />;
}

export interface FormProps {
  action: string;
  csrfToken: string;
  /** True when the form holds file inputs. */
  multipart?: boolean;
  /** Local path to return to, sent as `_return`. */
  returnTo?: string;
  /** Name and value sent when Enter is pressed in a field; default: no name, as the primary button. */
  defaultAction?: string;
  children?: ComponentChildren;
}

/**
 * POST form with CSRF token. Enter in a field presses the first submit button of a form; without the hidden one here
 * that would be "remove" of an upload or of a repeated section.
 */
export function Form(p: FormProps): VNode {
  return (
    <form
      method="post"
      action={safeHref(p.action)}
      enctype={p.multipart === true ? 'multipart/form-data' : undefined}
      class="vb-form"
      noValidate
    >
      <input type="hidden" name="_csrf" value={p.csrfToken} />
      {p.returnTo === undefined ? null : <input type="hidden" name="_return" value={p.returnTo} />}
      <button
        type="submit"
        class="vb-default-submit"
        tabIndex={-1}
        aria-hidden="true"
        name={p.defaultAction === undefined ? undefined : '_action'}
        value={p.defaultAction}
      />
      {p.children}
    </form>
  );
}

export interface ButtonProps {
  label: string;
  /** secondary: alternatives; tertiary: looks like a link; danger: deletes something. */
  variant?: 'primary' | 'secondary' | 'tertiary' | 'danger';
  /** Sent under `name`; lets one form hold several buttons. */
  value?: string;
  /** Default `_action` when there is a value. */
  name?: string;
  /** Says more than the label to screen readers; must begin with the label. */
  ariaLabel?: string;
  small?: boolean;
}

function buttonClass(variant: ButtonProps['variant'], small: boolean | undefined): string {
  const kind = variant === 'danger' ? 'kern-btn--primary vb-btn--danger' : `kern-btn--${variant ?? 'primary'}`;
  return `kern-btn ${kind}${small === true ? ' kern-btn--x-small' : ''}`;
}

/** Submit button. */
export function Button(p: ButtonProps): VNode {
  return (
    <button
      type="submit"
      class={buttonClass(p.variant, p.small)}
      name={p.name ?? (p.value === undefined ? undefined : '_action')}
      value={p.value}
      aria-label={p.ariaLabel}
    >
      <span class="kern-label">{p.label}</span>
    </button>
  );
}

export interface LinkButtonProps {
  href: string;
  label: string;
  variant?: 'primary' | 'secondary' | 'tertiary';
  ariaLabel?: string;
}

/** Link that looks like a button: leads somewhere, changes nothing. */
export function LinkButton(p: LinkButtonProps): VNode {
  return (
    <a class={buttonClass(p.variant, false)} href={safeHref(p.href)} aria-label={p.ariaLabel}>
      <span class="kern-label">{p.label}</span>
    </a>
  );
}

/** Row of buttons at the end of a form. */
export function Actions({ children }: { children: ComponentChildren }): VNode {
  return <div class="vb-actions">{children}</div>;
}
