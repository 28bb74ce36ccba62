import { type VNode } from 'preact';
import { Heading, RadioGroup, Select, TextField } from '#ui';
import { type DraftStatement, effects } from '../domain/rule-draft.ts';
import { demandAt, statementAt, targetAt, whenAt, writeRuleForm } from '../domain/rule-form.ts';
import { ConditionGroup } from './rule-condition.tsx';
import { type EditorContext, ElementField, errorAt, StepButton, ValueField } from './rule-fields.tsx';

interface StatementProps {
  e: EditorContext;
  statement: DraftStatement;
  index: number;
  isOnly: boolean;
}

/** Effect, elements, condition. What the chosen effect does not need travels hidden. */
export function Statement({ e, statement, index, isOnly }: StatementProps): VNode {
  const t = e.t.editor;
  const at = statementAt(index);
  const title = t.statement(index + 1);
  const isDemand = statement.effect === 'valid';
  return (
    <section class="vb-repeat" id={at} tabIndex={-1} aria-labelledby={`${at}-titel`}>
      <div class="vb-repeat__head">
        <Heading level={3} id={`${at}-titel`}>
          {title}
        </Heading>
        {isOnly ? null : (
          <StepButton
            e={e}
            step={`aussage-weg:${at}`}
            at="aussagen"
            label={t.removeStatement}
            ariaLabel={`${t.removeStatement}: ${title}`}
            variant="tertiary"
          />
        )}
      </div>
      <Select
        lang={e.lang}
        id={`${at}-wirkung`}
        label={t.effect}
        hint={t.effectHint}
        value={statement.effect}
        error={errorAt(e, `${at}-wirkung`)}
        options={effects.map((effect) => ({ value: effect, label: t.effects[effect] }))}
      />
      <Targets e={e} statement={statement} at={at} />
      {statement.effect === 'set' ? (
        <ValueField
          e={e}
          id={`${at}-wert`}
          label={t.value}
          choice={statement.value}
          path={statement.targets[0]?.value ?? ''}
        />
      ) : null}
      <RadioGroup
        lang={e.lang}
        id={`${at}-wann`}
        label={t.always}
        value={statement.always ? 'immer' : 'wenn'}
        options={[
          { value: 'wenn', label: t.alwaysNo },
          { value: 'immer', label: t.alwaysYes },
        ]}
      />
      {statement.always ? null : <ConditionGroup e={e} group={statement.when} at={whenAt(at)} legend={t.when} way="" />}
      {isDemand ? <ConditionGroup e={e} group={statement.demand} at={demandAt(at)} legend={t.demand} way="" /> : null}
      <Messages e={e} statement={statement} at={at} />
      <Carried statement={statement} index={index} />
    </section>
  );
}

function Targets({ e, statement, at }: { e: EditorContext; statement: DraftStatement; at: string }): VNode {
  const t = e.t.editor;
  return (
    <fieldset class="vb-tree" id={`${at}-ziele`} tabIndex={-1}>
      <legend class="kern-title">{t.targets}</legend>
      {statement.targets.map((choice, index) => {
        const id = targetAt(at, index);
        const label = t.target(index + 1);
        return (
          <div key={index}>
            <ElementField e={e} id={id} label={label} choice={choice} />
            {statement.targets.length === 1 ? null : (
              <div class="vb-steps">
                <StepButton
                  e={e}
                  step={`ziel-weg:${id}`}
                  at={`${at}-ziele`}
                  label={t.remove}
                  ariaLabel={`${t.remove}: ${label}`}
                  variant="tertiary"
                />
              </div>
            )}
          </div>
        );
      })}
      <div class="vb-steps">
        <StepButton e={e} step={`ziel:${at}`} at={`${at}-ziele`} label={t.addTarget} />
      </div>
    </fieldset>
  );
}

function Messages({ e, statement, at }: { e: EditorContext; statement: DraftStatement; at: string }): VNode | null {
  if (!hasMessage(statement)) return null;
  const t = e.t.editor;
  const fields = [
    [`${at}-meldung-de`, t.messageDe, statement.messageDe],
    [`${at}-meldung-en`, t.messageEn, statement.messageEn],
  ] as const;
  return (
    <fieldset class="vb-tree">
      <legend class="kern-title">{t.message}</legend>
      <p class="kern-hint">{t.messageHint}</p>
      {fields.map(([id, label, value]) => (
        <TextField key={id} lang={e.lang} id={id} label={label} value={value} error={errorAt(e, id)} optional />
      ))}
    </fieldset>
  );
}

const hasMessage = ({ effect }: DraftStatement): boolean => effect === 'valid' || effect === 'require';

/** What the page does not show now, so that a change of mind finds it again. */
function Carried({ statement, index }: { statement: DraftStatement; index: number }): VNode {
  const at = statementAt(index);
  const hidden = (name: string): boolean => {
    const isIn = (part: string): boolean => name === part || name.startsWith(`${part}-`);
    if (isIn(`${at}-wert`)) return statement.effect !== 'set';
    if (isIn(whenAt(at))) return statement.always;
    if (isIn(demandAt(at))) return statement.effect !== 'valid';
    return name.startsWith(`${at}-meldung`) && !hasMessage(statement);
  };
  const all = writeRuleForm({ statements: Array.from({ length: index + 1 }, () => statement) });
  return (
    <>
      {all
        .filter(([name]) => name.startsWith(`${at}-`) && hidden(name))
        .map(([name, value], key) => (
          <input key={key} type="hidden" name={name} value={value} />
        ))}
    </>
  );
}
