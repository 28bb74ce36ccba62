import { replyKinds } from '@verbund/fit-connect';
import { type RequestContext } from '#kernel/http';
import { Button, Form, RadioGroup, TextArea, TextField } from '#ui';
import { type AnswerValues } from '../domain/answer-form.ts';
import { caseworkPaths } from '../paths.ts';
import { type Texts } from '../texts/index.ts';

export type AnswerIssue = keyof Texts['case']['problems'];

/** Where the error summary leads to. */
export const issueFields: Readonly<Record<AnswerIssue, string>> = {
  'subject-missing': 'betreff',
  'subject-too-long': 'betreff',
  'text-missing': 'text',
  'text-too-long': 'text',
  'kind-missing': 'art',
  'kind-forbidden': 'art',
  'too-many-files': 'dateien',
  'file-too-large': 'dateien',
  'file-type': 'dateien',
  'file-infected': 'dateien',
  'file-unchecked': 'dateien',
};

export interface AnswerFormProps {
  ctx: RequestContext;
  t: Texts;
  caseId: string;
  revision: number;
  /** Id of the reply to be: the same over double clicks and corrections. */
  reply: string;
  values: AnswerValues;
  issues: readonly AnswerIssue[];
  mayDecide: boolean;
}

export function AnswerForm(p: AnswerFormProps) {
  const { ctx, t } = p;
  const { lang } = ctx;
  const errorOf = (field: string): string | undefined => {
    const found = p.issues.find((issue) => issueFields[issue] === field);
    return found === undefined ? undefined : t.case.problems[found];
  };
  const fileError = errorOf('dateien');
  const kinds = replyKinds.filter((kind) => p.mayDecide || kind !== 'decision');
  return (
    <Form action={caseworkPaths.answer(p.caseId)} csrfToken={ctx.csrfToken} multipart>
      <input type="hidden" name="antwort" value={p.reply} />
      <input type="hidden" name="fassung" value={String(p.revision)} />
      <RadioGroup
        lang={lang}
        id="art"
        label={t.case.kind}
        value={p.values.kind}
        error={errorOf('art')}
        options={kinds.map((kind) => ({
          value: kind,
          label: t.case.kinds[kind],
          ...(kind === 'decision' ? { hint: t.case.kindHints.decision } : {}),
        }))}
      />
      <TextField lang={lang} id="betreff" label={t.case.subject} value={p.values.subject} error={errorOf('betreff')} />
      <TextArea
        lang={lang}
        id="text"
        label={t.case.text}
        hint={t.case.textHint}
        value={p.values.text}
        rows={10}
        error={errorOf('text')}
      />
      {/* Files come last: what precedes them in the request is read before they are. */}
      <div
        class={fileError === undefined ? 'kern-form-input vb-field' : 'kern-form-input kern-form-input--error vb-field'}
      >
        <label class="kern-label" for="dateien">
          {t.case.attach}
        </label>
        <div class="kern-hint" id="dateien-hinweis">
          {t.case.attachHint}
        </div>
        <input
          class="kern-form-input__input"
          type="file"
          id="dateien"
          name="dateien"
          multiple
          accept=".pdf,.jpg,.jpeg,.png"
          aria-describedby={fileError === undefined ? 'dateien-hinweis' : 'dateien-hinweis dateien-fehler'}
          aria-invalid={fileError === undefined ? undefined : 'true'}
        />
        {fileError === undefined ? null : (
          <p class="kern-error" id="dateien-fehler">
            <span class="kern-icon kern-icon--danger" aria-hidden="true" />
            <span class="kern-body">{fileError}</span>
          </p>
        )}
      </div>
      <Button label={t.case.send} />
    </Form>
  );
}
