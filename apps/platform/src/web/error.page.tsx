import { type VNode } from 'preact';
import { type ErrorPageArgs } from '#kernel/http';
import { ErrorPage, LinkButton, shell } from '#ui';

/** The page of every refusal and fault; it must render without database, session or tenant. */
export function errorPage(args: ErrorPageArgs): VNode {
  const { lang, status, title, text, requestId } = args;
  // Nobody signed in: without a form token the sign-out button of the frame could not work here.
  const ctx = shell({ lang, csrfToken: '', url: new URL(args.path, 'http://localhost'), person: null, staff: null });
  const saved = args.entriesSaved === undefined ? {} : { saved: args.entriesSaved };
  return (
    <ErrorPage ctx={ctx} status={status} title={title} text={text} reference={requestId} {...saved}>
      {args.links.map((link) => (
        <p key={link.href}>
          <LinkButton href={link.href} label={link.label} variant="secondary" />
        </p>
      ))}
    </ErrorPage>
  );
}
