import { type RequestContext } from '#kernel/http';
import { Button, FileField, Form, TextArea } from '#ui';

interface ListTexts {
  list: string;
  listHint: string;
  file: string;
  fileHint: string;
  check: string;
}

/** A list to paste or to upload; both ways lead to the preview. */
export function ListForm(p: {
  ctx: RequestContext;
  action: string;
  t: ListTexts;
  text: string;
  error: string | undefined;
}) {
  const { ctx, t } = p;
  return (
    <Form action={p.action} csrfToken={ctx.csrfToken} multipart defaultAction="pruefen">
      <TextArea
        lang={ctx.lang}
        id="liste"
        label={t.list}
        hint={t.listHint}
        value={p.text}
        rows={10}
        error={p.error}
        optional
      />
      <FileField lang={ctx.lang} id="datei" label={t.file} hint={t.fileHint} files={[]} accept=".csv,.txt" optional />
      <Button label={t.check} value="pruefen" />
    </Form>
  );
}
