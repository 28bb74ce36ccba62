import { nodesByPath } from '@verbund/xdatenfelder';
import { type VNode } from 'preact';
import { Checkbox, CheckboxGroup, type Option, Select, TextField } from '#ui';
import {
  countryGroups,
  type DraftGroup,
  type DraftPart,
  type DraftTest,
  joins,
  landCodes,
  landSubject,
  operandKinds,
  type TestName,
  testNames,
} from '../domain/rule-draft.ts';
import { hiddenTestFields, partAt } from '../domain/rule-form.ts';
import { isComparable, kindOf, type SubjectKind } from '../domain/rule-values.ts';
import { type EditorContext, ElementField, errorAt, StepButton, ValueField } from './rule-fields.tsx';

interface GroupProps {
  e: EditorContext;
  group: DraftGroup;
  /** Prefix of the names of its fields. */
  at: string;
  legend: string;
  /** '' for the outermost group, else its place in words, `2.1`. */
  way: string;
}

/** A condition: parts and how they belong together. A part is a test or a group again. */
export function ConditionGroup({ e, group, at, legend, way }: GroupProps): VNode {
  const t = e.t.editor;
  return (
    <fieldset class="vb-tree" id={at} tabIndex={-1}>
      <legend class="kern-title">{legend}</legend>
      {/* One part alone belongs together with nothing. */}
      {group.parts.length === 1 && way === '' && errorAt(e, `${at}-art`) === undefined ? (
        <input type="hidden" name={`${at}-art`} value={group.join} />
      ) : (
        <Select
          lang={e.lang}
          id={`${at}-art`}
          label={t.join}
          value={group.join}
          error={errorAt(e, `${at}-art`)}
          options={joins.map((join) => ({ value: join, label: t.joins[join] }))}
        />
      )}
      {group.parts.map((part, index) => (
        <Part key={index} e={e} part={part} at={partAt(at, index)} parent={at} way={`${way}${String(index + 1)}`} />
      ))}
      <div class="vb-steps">
        <StepButton e={e} step={`vergleich:${at}`} at={at} label={t.addTest} ariaLabel={`${t.addTest}: ${legend}`} />
        <StepButton e={e} step={`gruppe:${at}`} at={at} label={t.addGroup} ariaLabel={`${t.addGroup}: ${legend}`} />
      </div>
    </fieldset>
  );
}

interface PartProps {
  e: EditorContext;
  part: DraftPart;
  at: string;
  parent: string;
  way: string;
}

function Part({ e, part, at, parent, way }: PartProps): VNode {
  const t = e.t.editor;
  const legend = part.kind === 'group' ? t.group(way) : t.part(way);
  const remove = (
    <StepButton
      e={e}
      step={`weg:${at}`}
      at={parent}
      label={t.remove}
      ariaLabel={`${t.remove}: ${legend}`}
      variant="tertiary"
    />
  );
  if (part.kind === 'group') {
    return (
      <div>
        <ConditionGroup e={e} group={part} at={at} legend={legend} way={`${way}.`} />
        <div class="vb-steps">{remove}</div>
      </div>
    );
  }
  return (
    <fieldset class="vb-part" id={at} tabIndex={-1}>
      <legend class="kern-title">{legend}</legend>
      <Test e={e} test={part} at={at} />
      <div class="vb-steps">{remove}</div>
    </fieldset>
  );
}

/** Comparisons that fit the subject; all of them as long as none is chosen. */
function fittingTests(kind: SubjectKind | 'land' | null): readonly TestName[] {
  if (kind === null) return testNames;
  if (kind === 'land') return ['in-land', 'not-in-land'];
  const fits: Readonly<Partial<Record<TestName, boolean>>> = {
    is: !['group', 'date-group', 'file'].includes(kind),
    'is-not': !['group', 'date-group', 'file'].includes(kind),
    filled: true,
    empty: true,
    ...Object.fromEntries(['less', 'at-most', 'equals', 'at-least', 'more'].map((name) => [name, isComparable(kind)])),
    'in-group': kind === 'list' || kind === 'text',
    'not-in-group': kind === 'list' || kind === 'text',
    'calendar-date': kind === 'number',
  };
  return testNames.filter((name) => fits[name] === true);
}

function Test({ e, test, at }: { e: EditorContext; test: DraftTest; at: string }): VNode {
  const t = e.t.editor;
  const path = test.subject.value;
  const node = nodesByPath(e.schema).get(path);
  const kind = path === landSubject ? 'land' : node === undefined ? null : kindOf(e.schema, node);
  const offered = fittingTests(kind);
  const tests = test.test === '' || offered.includes(test.test) ? offered : [...offered, test.test];
  const details = detailsOf(test.test, test);
  const land: Option = { value: landSubject, label: t.land };
  return (
    <>
      <ElementField e={e} id={`${at}-thema`} label={t.subject} choice={test.subject} extra={[land]} />
      <Select
        lang={e.lang}
        id={`${at}-vergleich`}
        label={t.test}
        value={test.test}
        error={errorAt(e, `${at}-vergleich`)}
        options={tests.map((name) => ({ value: name, label: t.tests[name] }))}
      />
      {details.map((detail) => (
        <Detail key={detail} e={e} test={test} at={at} detail={detail} />
      ))}
      {hiddenTestFields(test, at, (name) => !details.some((detail) => fieldsOf[detail].includes(name))).map(
        ([name, value], index) => (
          <input key={index} type="hidden" name={name} value={value} />
        ),
      )}
      {test.negated && !details.includes('negated') ? <input type="hidden" name={`${at}-nicht`} value="true" /> : null}
    </>
  );
}

type DetailName = 'value' | 'operand' | 'other' | 'month-and-year' | 'shift' | 'groups' | 'laender' | 'negated';

/** Fields that a detail shows; what no detail shows travels hidden, so that nothing typed is lost. */
const fieldsOf: Readonly<Record<DetailName, readonly string[]>> = {
  value: ['wert'],
  operand: ['mit'],
  other: ['feld'],
  'month-and-year': ['feld', 'jahr'],
  shift: ['jahre', 'monate', 'tage'],
  groups: ['gruppen'],
  laender: ['laender'],
  negated: [],
};

function detailsOf(name: TestName | '', { operand }: DraftTest): readonly DetailName[] {
  switch (name) {
    case 'is':
    case 'is-not':
      return ['value'];
    case 'less':
    case 'at-most':
    case 'equals':
    case 'at-least':
    case 'more':
      return ['operand', ({ value: 'value', field: 'other', today: 'shift' } as const)[operand], 'negated'];
    case 'in-group':
    case 'not-in-group':
      return ['groups', 'negated'];
    case 'calendar-date':
      return ['month-and-year', 'negated'];
    case 'in-land':
    case 'not-in-land':
      return ['laender'];
    default:
      return [];
  }
}

function Detail({ e, test, at, detail }: { e: EditorContext; test: DraftTest; at: string; detail: DetailName }): VNode {
  const t = e.t.editor;
  switch (detail) {
    case 'value':
      return (
        <ValueField e={e} id={`${at}-wert`} label={t.compareValue} choice={test.value} path={test.subject.value} />
      );
    case 'operand':
      return (
        <Select
          lang={e.lang}
          id={`${at}-mit`}
          label={t.operand}
          value={test.operand}
          error={errorAt(e, `${at}-mit`)}
          options={operandKinds.map((kind) => ({ value: kind, label: t.operands[kind] }))}
        />
      );
    case 'other':
      return <ElementField e={e} id={`${at}-feld`} label={t.other} choice={test.other} />;
    case 'month-and-year':
      return (
        <>
          <ElementField e={e} id={`${at}-feld`} label={t.month} choice={test.other} />
          <ElementField e={e} id={`${at}-jahr`} label={t.year} choice={test.year} />
        </>
      );
    case 'shift':
      return <Shift e={e} test={test} at={at} />;
    case 'groups':
      return (
        <Ticks
          e={e}
          id={`${at}-gruppen`}
          label={t.groups}
          chosen={test.groups}
          options={countryGroups.map((group) => ({ value: group, label: t.groupNames[group] }))}
        />
      );
    case 'laender':
      return (
        <Ticks
          e={e}
          id={`${at}-laender`}
          label={t.laender}
          chosen={test.laender}
          options={landCodes.map((land) => ({ value: land, label: `${landNames[land] ?? land} (${land})` }))}
        />
      );
    case 'negated':
      return <Checkbox lang={e.lang} id={`${at}-nicht`} label={t.negated} checked={test.negated} />;
  }
}

function Shift({ e, test, at }: { e: EditorContext; test: DraftTest; at: string }): VNode {
  const t = e.t.editor;
  const parts = [
    ['jahre', t.years, test.years],
    ['monate', t.months, test.months],
    ['tage', t.days, test.days],
  ] as const;
  return (
    <fieldset class="kern-fieldset vb-field" aria-describedby={`${at}-shift`}>
      <legend class="kern-label">{t.shift}</legend>
      <div class="kern-hint" id={`${at}-shift`}>
        {t.shiftHint}
      </div>
      <div class="vb-inline">
        {parts.map(([name, label, value]) => (
          <TextField
            key={name}
            lang={e.lang}
            id={`${at}-${name}`}
            label={label}
            value={value}
            width={4}
            error={errorAt(e, `${at}-${name}`)}
          />
        ))}
      </div>
    </fieldset>
  );
}

const landNames: Readonly<Record<string, string>> = {
  BW: 'Baden-Württemberg',
  BY: 'Bayern',
  BE: 'Berlin',
  BB: 'Brandenburg',
  HB: 'Bremen',
  HH: 'Hamburg',
  HE: 'Hessen',
  MV: 'Mecklenburg-Vorpommern',
  NI: 'Niedersachsen',
  NW: 'Nordrhein-Westfalen',
  RP: 'Rheinland-Pfalz',
  SL: 'Saarland',
  SN: 'Sachsen',
  ST: 'Sachsen-Anhalt',
  SH: 'Schleswig-Holstein',
  TH: 'Thüringen',
};

interface TicksProps {
  e: EditorContext;
  id: string;
  label: string;
  chosen: readonly string[];
  options: readonly Option[];
}

/** What is chosen comes first, in the order of the rule: a form sends its boxes in the order of the page. */
function Ticks({ e, id, label, chosen, options }: TicksProps): VNode {
  const rest = options.filter(({ value }) => !chosen.includes(value));
  const first = chosen.flatMap((value) => options.find((option) => option.value === value) ?? []);
  return (
    <div class="vb-ticks">
      <CheckboxGroup
        lang={e.lang}
        id={id}
        label={label}
        values={chosen}
        options={[...first, ...rest]}
        error={errorAt(e, id)}
      />
    </div>
  );
}
