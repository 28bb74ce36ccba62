import { type Reply, type Route } from '#kernel/http';
import { newUuid } from '#kernel/ids';
import { Button, type FieldError, Form, Page, RadioGroup } from '#ui';
import { readKeyUpload, type KeyUse } from '../domain/key-upload.ts';
import { type OwnDestination } from '../managed-destinations.ts';
import { destinationPath, officePaths } from '../paths.ts';
import { back, crumbs, type Desk, type DeskDeps, deskRoute, orRefused } from './desk.ts';
import { keyMessage, postedTexts, refusedErrors } from './form-errors.ts';
import { KeyFields } from './key-fields.tsx';
import { KeyMaker } from './key-maker.tsx';

export const keyFormBytes = 512 * 1024;

async function keyPage(desk: Desk, view: { use?: string; text?: string; errors?: FieldError[] } = {}): Promise<Reply> {
  const { ctx, deps, service, tenant, t } = desk;
  const { row } = await service.destination(tenant, ctx.params['destination'] ?? '');
  const errors = view.errors ?? [];
  const page = (
    <Page
      ctx={await deps.shellOf(ctx)}
      title={t.keys.addTitle}
      lead={row.name}
      breadcrumbs={crumbs(t, { href: destinationPath(row.destination_id), label: row.name })}
      errors={errors}
    >
      <Form action={destinationPath(row.destination_id, officePaths.keys)} csrfToken={ctx.csrfToken} multipart>
        <RadioGroup
          lang={ctx.lang}
          id="zweck"
          label={t.keys.use}
          options={[
            { value: 'enc', label: t.keys.uses.enc },
            { value: 'sig', label: t.keys.uses.sig },
          ]}
          value={view.use ?? 'enc'}
        />
        <KeyMaker desk={desk} fields={{ enc: 'schluessel', sig: 'schluessel' }} subject={legalNameOf(row)} isFurther />
        <KeyFields
          lang={ctx.lang}
          t={t}
          id="schluessel"
          label={t.keys.text}
          value={view.text ?? ''}
          error={errors.find(({ id }) => id === 'schluessel')?.message}
        />
        <Button label={t.keys.add} />
      </Form>
    </Page>
  );
  return { kind: 'page', status: errors.length > 0 ? 422 : 200, page };
}

function legalNameOf({ name, contact: { legalName } }: OwnDestination): string {
  return typeof legalName === 'string' ? legalName : name;
}

async function addKey(desk: Desk): Promise<Reply> {
  const { ctx, service, tenant, t } = desk;
  const { row } = await service.destination(tenant, ctx.params['destination'] ?? '');
  const files = await postedTexts(ctx);
  const use: KeyUse = ctx.form.get('zweck') === 'sig' ? 'sig' : 'enc';
  const typed = ctx.form.get('schluessel') ?? '';
  const text = typed.trim() === '' ? (files.get('schluessel-datei') ?? '') : typed;
  const upload = readKeyUpload(text, use, newUuid());
  if (!upload.ok) {
    // A private key must not stand in an answer either.
    const shown = upload.code === 'private-key' ? '' : text;
    return keyPage(desk, { use, text: shown, errors: [{ id: 'schluessel', message: keyMessage(upload.code, t) }] });
  }
  await desk.record('transport.destination-key', row.destination_id);
  const done = await orRefused(service.addKey(tenant, row.destination_id, upload.jwk));
  if (done.ok) return back(destinationPath(row.destination_id), 'schluessel');
  const [problem] = done.error.problems;
  const errors = problem
    ? [{ id: 'schluessel', message: keyMessage(problem.code, t) }]
    : refusedErrors(done.error, t, 'schluessel');
  return keyPage(desk, { use, text, errors });
}

export function keyRoutes(deps: DeskDeps): Route[] {
  const path = officePaths.keys;
  return [
    deskRoute(deps, { method: 'GET', path, name: 'self-service.key', handle: (desk) => keyPage(desk) }),
    deskRoute(deps, {
      method: 'POST',
      path,
      name: 'self-service.add-key',
      body: 'multipart',
      maxBodyBytes: keyFormBytes,
      handle: addKey,
    }),
  ];
}
