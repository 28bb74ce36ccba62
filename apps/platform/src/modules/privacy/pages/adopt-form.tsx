import { type RequestContext } from '#kernel/http';
import {
  Actions,
  Button,
  Checkbox,
  type FieldError,
  Form,
  Heading,
  LinkButton,
  Repeatable,
  TextArea,
  TextField,
} from '#ui';
import { maxDeviations, maxLength } from '../domain/deviation-form.ts';
import { privacyPaths } from '../paths.ts';
import { privacyTexts } from '../texts/index.ts';
import { type AdoptionState, type AssessedVersion, type Deviation } from '../types.ts';

export interface AdoptEntries {
  number: string;
  deviations: readonly Deviation[];
  confirmed: boolean;
}

interface Props {
  ctx: RequestContext;
  version: AssessedVersion;
  state: AdoptionState;
  entries: AdoptEntries;
  errors: readonly FieldError[];
}

/** Without a script: rows are added and removed by buttons that send the form. */
export function AdoptForm({ ctx, version, state, entries, errors }: Props) {
  const t = privacyTexts(ctx.lang).adopt;
  const { lang } = ctx;
  const errorOf = (id: string): { error?: string } => {
    const message = errors.find((error) => error.id === id)?.message;
    return message === undefined ? {} : { error: message };
  };
  const isAdopted = state.decision?.kind === 'adopted';
  const template = state.state === 'to-renew' ? state.deviations.length : 0;
  return (
    <section aria-labelledby="uebernehmen">
      <Heading level={2} id="uebernehmen">
        {state.decision === null ? t.heading : t.again}
      </Heading>
      <p>{t.lead}</p>
      <Form action={privacyPaths.service(version.digest)} csrfToken={ctx.csrfToken} defaultAction="uebernehmen">
        <input type="hidden" name="stand" value={state.decision?.id ?? ''} />
        <input type="hidden" name="abweichungen" value={String(entries.deviations.length)} />
        <TextField
          lang={lang}
          id="aktenzeichen"
          label={t.number}
          value={entries.number}
          maxLength={100}
          width={20}
          optional
          {...errorOf('aktenzeichen')}
        />
        <Repeatable
          lang={lang}
          id="abweichungen"
          heading={t.deviations}
          level={3}
          hint={t.deviationsHint}
          addLabel={t.add}
          max={maxDeviations}
          {...errorOf('abweichungen')}
          items={entries.deviations.map((row, index) => ({
            key: String(index),
            title: t.deviation(index + 1),
            children: <DeviationFields ctx={ctx} row={row} index={index} errorOf={errorOf} />,
          }))}
        />
        {template === 0 ? null : <Button label={t.template(template)} value="vorlage" variant="secondary" />}
        <Checkbox lang={lang} id="gelesen" label={t.confirm} checked={entries.confirmed} {...errorOf('gelesen')} />
        <Actions>
          <Button label={t.submit} value="uebernehmen" />
          <LinkButton
            href={privacyPaths.refuse(version.digest)}
            label={isAdopted ? t.refuse.adopted : t.refuse.none}
            variant="tertiary"
          />
        </Actions>
      </Form>
    </section>
  );
}

function DeviationFields(p: {
  ctx: RequestContext;
  row: Deviation;
  index: number;
  errorOf: (id: string) => { error?: string };
}) {
  const t = privacyTexts(p.ctx.lang).adopt;
  const { lang } = p.ctx;
  const id = (part: string): string => `${part}-${String(p.index)}`;
  return (
    <>
      <TextField
        lang={lang}
        id={id('point')}
        label={t.point}
        hint={t.pointHint}
        value={p.row.point}
        maxLength={maxLength}
        {...p.errorOf(id('point'))}
      />
      {(['difference', 'reason', 'measure'] as const).map((part) => (
        <TextArea
          key={part}
          lang={lang}
          id={id(part)}
          label={t[part]}
          value={p.row[part]}
          rows={3}
          maxLength={maxLength}
          {...p.errorOf(id(part))}
        />
      ))}
    </>
  );
}
