import { type RequestContext } from '#kernel/http';
import { privacyPaths } from '#modules/privacy';
import { Checkbox, DateField, Fieldset, RadioGroup, TextField } from '#ui';
import { type Looked } from '../case-work.ts';
import { isClosed } from '../domain/blueprint.ts';
import { isOpen } from '../domain/evaluate.ts';
import { type Parameter, suggestedValue } from '../domain/parameters.ts';
import { digestOf, type Gathered, townFacts } from '../gather-facts.ts';
import { type Texts } from '../texts/index.ts';
import { type AdoptionCase } from '../types.ts';
import { partsOf } from './posted.ts';
import { dayText } from './staff.ts';

/** What is open and for this person to confirm. */
export interface OpenParts {
  interest: boolean;
  assessment: boolean;
  security: boolean;
  budget: boolean;
  frame: boolean;
  contract: boolean;
  parameters: boolean;
  support: boolean;
  destination: boolean;
  /** Leads the adoption: may go on to destination, test and start. */
  lead: boolean;
}

export function openParts({ found, evaluation, gathered }: Looked, actions: ReadonlySet<string>): OpenParts {
  const open = (step: string): boolean =>
    evaluation.steps.some(({ id, state }) => id === step && isOpen(state)) && !isClosed(found.state);
  const leads = actions.has('adoption.manage');
  const isStarted = found.state === 'live' || found.state === 'gestoert' || found.state === 'gekuendigt';
  return {
    interest: leads && open('N03'),
    assessment: actions.has('privacy.manage') && open('N06') && gathered.facts.hasAssessment,
    security: actions.has('security.clear') && open('N07'),
    budget: actions.has('costs.manage') && open('N05'),
    frame: leads && open('N08'),
    contract: leads && open('N09'),
    parameters: leads && open('N12') && gathered.parameters.length > 0,
    support: leads && open('N16'),
    destination: leads && found.destination === null && !isClosed(found.state),
    lead: leads && !isStarted && !isClosed(found.state) && found.state !== 'zurueckgestellt',
  };
}

export interface PartProps {
  ctx: RequestContext;
  t: Texts;
  parts: OpenParts;
  found: AdoptionCase;
  gathered: Gathered;
  price: string | null;
  /** What was posted, when it comes back; null: as prefilled. */
  form: URLSearchParams | null;
  problems: readonly { id: string; message: string }[];
  today: string;
}

/** Field id of a parameter; names are checked by the manifest. */
export const parameterField = ({ name }: Pick<Parameter, 'name'>): string => `parameter-${name}`;

export function ConfirmParts(p: PartProps) {
  const { parts } = p;
  return (
    <>
      {parts.interest ? <Interest {...p} /> : null}
      {parts.assessment ? <Assessment {...p} /> : null}
      {parts.security ? <Security {...p} /> : null}
      {parts.budget ? <Budget {...p} /> : null}
      {parts.frame ? <Signed {...p} id="rahmen" heading="frame" tick="frameTick" hint={p.t.confirm.frameLead} /> : null}
      {parts.contract ? <Signed {...p} id="vertrag" heading="contract" tick="contractTick" /> : null}
      {parts.parameters ? <Parameters {...p} /> : null}
      {parts.support ? <Support {...p} /> : null}
      {parts.destination ? <Destination {...p} /> : null}
      {parts.lead ? (
        <DateField
          lang={p.ctx.lang}
          id="start"
          label={p.t.confirm.liveOn}
          hint={p.t.confirm.liveOnHint}
          optional
          value={partsOf(p.form, 'start', p.found.goLiveOn)}
          {...errorOf(p, 'start')}
        />
      ) : null}
    </>
  );
}

const errorOf = ({ problems }: Pick<PartProps, 'problems'>, id: string): { error?: string } => {
  const message = problems.find((problem) => problem.id === id)?.message;
  return message === undefined ? {} : { error: message };
};

const valueOf = ({ form }: Pick<PartProps, 'form'>, id: string, prefilled: string): string =>
  form === null ? prefilled : (form.get(id) ?? '');

function Tick(p: PartProps & { id: string; label: string }) {
  const checked = p.form?.get(p.id) === 'true';
  return <Checkbox lang={p.ctx.lang} id={p.id} label={p.label} checked={checked} {...errorOf(p, p.id)} />;
}

function Line(p: PartProps & { id: string; label: string; prefilled?: string; optional?: boolean; hint?: string }) {
  return (
    <TextField
      lang={p.ctx.lang}
      id={p.id}
      label={p.label}
      value={valueOf(p, p.id, p.prefilled ?? '')}
      optional={p.optional === true}
      {...(p.hint === undefined ? {} : { hint: p.hint })}
      {...errorOf(p, p.id)}
    />
  );
}

function Interest(p: PartProps) {
  const { town } = p.gathered;
  const contact = [town.officialName, town.contact.email].filter((part) => part !== '').join(', ');
  return (
    <Fieldset heading={p.t.confirm.interest}>
      <Line {...p} id="interesse-kontakt" label={p.t.confirm.contact} prefilled={contact} />
      <DateField
        lang={p.ctx.lang}
        id="wunsch"
        label={p.t.confirm.wished}
        optional
        value={partsOf(p.form, 'wunsch', null)}
        {...errorOf(p, 'wunsch')}
      />
    </Fieldset>
  );
}

function Assessment(p: PartProps) {
  const { ctx, found, gathered } = p;
  const t = p.t.confirm;
  const assessment = gathered.manifest.reuse?.assessment;
  if (assessment === undefined || assessment === null) return null;
  const { kind, authority, date, result, conditions } = assessment;
  return (
    <Fieldset heading={t.privacy}>
      <p class="kern-body">
        {t.privacyFacts(t.kinds[kind], authority, dayText(date, ctx.lang))} {t.results[result]}
      </p>
      {result === 'acceptable-with-conditions' ? (
        <p class="kern-body">
          {t.conditions}: {conditions[ctx.lang] || conditions.de}
        </p>
      ) : null}
      <p>
        <a class="kern-link" href={privacyPaths.service(digestOf(found))}>
          {t.privacyLink}
        </a>
      </p>
      {result === 'not-acceptable' ? null : (
        <>
          <Tick {...p} id="datenschutz" label={t.privacyTick} />
          <Line {...p} id="datenschutz-zeichen" label={t.number} optional />
        </>
      )}
    </Fieldset>
  );
}

function Security(p: PartProps) {
  const t = p.t.confirm;
  const pentest = p.gathered.manifest.reuse?.factSheet.pentest ?? null;
  return (
    <Fieldset heading={t.security}>
      <p class="kern-body">
        {pentest === null ? t.noPentest : t.pentest(pentest.by, dayText(pentest.date, p.ctx.lang))}
      </p>
      <Tick {...p} id="sicherheit" label={t.securityTick} />
      <Line {...p} id="sicherheit-hinweis" label={t.securityNote} optional />
    </Fieldset>
  );
}

function Budget(p: PartProps) {
  const t = p.t.confirm;
  return (
    <Fieldset heading={t.budget}>
      <p class="kern-body">{p.price ?? p.t.begin.noPrice}</p>
      <Tick {...p} id="haushalt" label={t.budgetTick} />
      <Line {...p} id="haushalt-stelle" label={t.budgetLine} optional />
    </Fieldset>
  );
}

function Signed(
  p: PartProps & { id: string; heading: 'frame' | 'contract'; tick: 'frameTick' | 'contractTick'; hint?: string },
) {
  const t = p.t.confirm;
  return (
    <Fieldset heading={t[p.heading]}>
      {p.hint === undefined ? null : <p class="kern-body">{p.hint}</p>}
      <Tick {...p} label={t[p.tick]} />
      <DateField
        lang={p.ctx.lang}
        id={`${p.id}-datum`}
        label={t.signedOn}
        value={partsOf(p.form, `${p.id}-datum`, p.today)}
        {...errorOf(p, `${p.id}-datum`)}
      />
      <Line {...withoutHint(p)} id={`${p.id}-zeichen`} label={t.reference} optional />
    </Fieldset>
  );
}

function withoutHint<P extends { hint?: string }>({ hint: _hint, ...rest }: P): Omit<P, 'hint'> {
  return rest;
}

function Parameters(p: PartProps) {
  const { ctx, gathered } = p;
  const town = townFacts(gathered.town);
  return (
    <Fieldset heading={p.t.confirm.parameters}>
      <p class="kern-body">{p.t.confirm.parametersLead}</p>
      {gathered.parameters.map((parameter) => (
        <Line
          key={parameter.name}
          {...p}
          id={parameterField(parameter)}
          label={parameter.label[ctx.lang] || parameter.label.de}
          optional={!parameter.mandatory}
          prefilled={gathered.values.get(parameter.name) ?? suggestedValue(parameter, town)}
        />
      ))}
    </Fieldset>
  );
}

function Support(p: PartProps) {
  const t = p.t.confirm;
  const { officialName, contact } = p.gathered.town;
  return (
    <Fieldset heading={t.supportHeading}>
      <Line {...p} id="support-name" label={t.supportName} prefilled={officialName} />
      <Line {...p} id="support-mail" label={t.email} prefilled={contact.email} />
      <Line {...p} id="support-telefon" label={t.phone} prefilled={contact.phone} optional />
    </Fieldset>
  );
}

function Destination(p: PartProps) {
  const t = p.t.confirm;
  return (
    <>
      <RadioGroup
        lang={p.ctx.lang}
        id="zustellpunkt"
        label={t.destinationHeading}
        value={valueOf(p, 'zustellpunkt', 'plattform')}
        options={[
          { value: 'plattform', label: t.destinationPlatform, hint: t.destinationPlatformHint },
          { value: 'eigener', label: t.destinationOwn, hint: t.destinationOwnHint },
        ]}
      />
      <Line {...p} id="zustellpunkt-id" label={t.destinationId} optional />
    </>
  );
}
