import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext, type Route, type UploadedFile } from '#kernel/http';
import { Button, type FieldError, FileInput, Form, Page, TextField } from '#ui';
import { packageLimits } from '../domain/package-format.ts';
import { packagesPaths, packagesRoutePaths } from '../paths.ts';
import { packagesTexts } from '../texts/index.ts';
import { packageErrorText } from '../texts/reasons.ts';
import { listCrumbs, type PageDeps, providerAccess, providerShell, staffOf } from './staff.ts';

const fileField = 'paket';
const trustField = 'fingerabdruck';

async function uploadPage(ctx: RequestContext, deps: PageDeps, errors: readonly FieldError[] = []): Promise<Reply> {
  const { shell } = await providerShell(ctx, deps);
  const t = packagesTexts(ctx.lang).upload;
  const errorOf = (id: string): string | undefined => errors.find((error) => error.id === id)?.message;
  const trustError = errorOf(trustField);
  return {
    kind: 'page',
    status: errors.length > 0 ? 422 : 200,
    page: (
      <Page ctx={shell} title={t.title} lead={t.lead} breadcrumbs={listCrumbs(ctx)} errors={errors}>
        <Form action={packagesPaths.upload} csrfToken={ctx.csrfToken} multipart>
          <FileInput
            lang={ctx.lang}
            id={fileField}
            label={t.file}
            hint={t.fileHint}
            accept=".zip,application/zip"
            error={errorOf(fileField)}
          />
          <TextField
            lang={ctx.lang}
            id={trustField}
            label={t.trust}
            hint={t.trustHint}
            value={ctx.form.get(trustField) ?? ''}
            maxLength={60}
            spellcheck={false}
            optional
            {...(trustError === undefined ? {} : { error: trustError })}
          />
          <Button label={t.submit} />
        </Form>
      </Page>
    ),
  };
}

/** The one file of the form; null when it is missing, 'large' when it is beyond the limit (and was read away). */
async function readPosted(posted: AsyncIterable<UploadedFile>): Promise<Uint8Array | 'large' | null> {
  let found: Uint8Array | 'large' | null = null;
  for await (const file of posted) {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of file.stream) {
      const bytes = Buffer.from(chunk as Uint8Array);
      size += bytes.length;
      if (size <= packageLimits.archive) chunks.push(bytes);
    }
    if (file.field === fileField && size > 0) found = size > packageLimits.archive ? 'large' : Buffer.concat(chunks);
  }
  return found;
}

async function upload(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const t = packagesTexts(ctx.lang).upload;
  const bytes = await readPosted(ctx.files);
  if (bytes === null) return uploadPage(ctx, deps, [{ id: fileField, message: t.missing }]);
  if (bytes === 'large') return uploadPage(ctx, deps, [{ id: fileField, message: t.large }]);
  const { tenant, displayName, staff } = staffOf(ctx);
  const trustKey = (ctx.form.get(trustField) ?? '').trim();
  try {
    const { digest } = await deps.service.publish({
      bytes,
      provider: tenant,
      trustKey: trustKey === '' ? undefined : trustKey,
      by: displayName,
    });
    await deps.kernel.db.tx({ tenant }, (tx) =>
      deps.kernel.audit.record(tx, {
        tenant,
        action: 'packages.upload',
        actor: staff,
        actorKind: 'staff',
        subject: digest,
      }),
    );
    return { kind: 'redirect', to: `${packagesPaths.package(digest)}?meldung=hochgeladen` };
  } catch (error) {
    const message = error instanceof AppError ? packageErrorText(error, ctx.lang) : null;
    if (message === null) throw error;
    const isAboutKey = error instanceof AppError && error.code === 'packages/signer-unknown';
    return uploadPage(ctx, deps, [{ id: isAboutKey ? trustField : fileField, message }]);
  }
}

export function uploadRoutes(deps: PageDeps): readonly Route[] {
  const base = { ...providerAccess, path: packagesRoutePaths.upload } as const;
  return [
    { ...base, method: 'GET', name: 'packages.upload', rate: 'page', handle: (ctx) => uploadPage(ctx, deps) },
    {
      ...base,
      method: 'POST',
      name: 'packages.upload-file',
      rate: 'upload',
      body: 'multipart',
      maxBodyBytes: packageLimits.archive + 1024 * 1024,
      handle: (ctx) => upload(ctx, deps),
    },
  ];
}
