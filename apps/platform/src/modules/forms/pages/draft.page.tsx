import { type Reply, type RequestContext } from '#kernel/http';
import { Actions, Button, Form, LinkButton, Page } from '#ui';
import { firstPageToFill } from '../fill-page.ts';
import { formsPaths } from '../paths.ts';
import { formsTexts } from '../texts/index.ts';
import { type FormPageDeps, orReceipt } from './form.page.tsx';
import { nameIn, personOf, shellOf } from './shell-of.ts';

export async function postStart(ctx: RequestContext, parts: FormPageDeps): Promise<Reply> {
  const { draft, firstPage } = await parts.start(personOf(ctx), ctx.params['town'] ?? '', ctx.params['service'] ?? '');
  return { kind: 'redirect', to: formsPaths.page(draft, firstPage) };
}

/** Back to the first page that still needs something, or to the check when none does. */
export function getResume(ctx: RequestContext, parts: FormPageDeps): Promise<Reply> {
  return orReceipt(async () => {
    const open = await parts.drafts.open(personOf(ctx), ctx.params['draft'] ?? '');
    const page = firstPageToFill(open);
    const id = open.row.draft_id;
    return { kind: 'redirect', to: page === null ? formsPaths.check(id) : formsPaths.page(id, page.id) };
  });
}

export function getRemove(ctx: RequestContext, parts: FormPageDeps): Promise<Reply> {
  return orReceipt(async () => {
    const { row } = await parts.drafts.open(personOf(ctx), ctx.params['draft'] ?? '');
    const t = formsTexts(ctx.lang).removeDraft;
    return {
      kind: 'page',
      page: (
        <Page
          ctx={await shellOf(ctx, parts.deps, row.tenant_id)}
          title={t.title}
          lead={t.text(nameIn(row.pinned.service, ctx.lang))}
        >
          <Form action={formsPaths.remove(row.draft_id)} csrfToken={ctx.csrfToken}>
            <Actions>
              <Button variant="danger" label={t.button} />
              <LinkButton variant="secondary" label={t.cancel} href={formsPaths.account} />
            </Actions>
          </Form>
        </Page>
      ),
    };
  });
}

export function postRemove(ctx: RequestContext, parts: FormPageDeps): Promise<Reply> {
  return orReceipt(async () => {
    await parts.drafts.remove(personOf(ctx), ctx.params['draft'] ?? '');
    return { kind: 'redirect', to: `${formsPaths.account}?meldung=entwurf-geloescht` };
  });
}
