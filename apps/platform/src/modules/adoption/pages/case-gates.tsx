import { type RequestContext } from '#kernel/http';
import { Heading, StatusBadge, Table } from '#ui';
import { type Blueprint } from '../domain/blueprint.ts';
import { adoptionPaths } from '../paths.ts';
import { type Texts } from '../texts/index.ts';
import { type CaseView } from '../types.ts';
import { dayText, evidenceText } from './staff.ts';

/** What stands before the states, with its evidence; a waiver is shown here for good. */
export function GateTable(p: { ctx: RequestContext; t: Texts; blueprint: Blueprint; view: CaseView }) {
  const { ctx, t, blueprint, view } = p;
  const { lang } = ctx;
  const steps = new Map(view.steps.map((step) => [step.id, step]));
  const why = (gate: CaseView['gates'][number]): string => {
    const { waiver } = gate;
    if (waiver !== null) return t.case.waived(waiver.by, dayText(waiver.at.toISOString(), lang), waiver.reason);
    const words = gate.steps.flatMap((id) => {
      const step = steps.get(id);
      if (step === undefined || step.state === 'not-applicable') return [];
      const evidence = evidenceText(t, step.evidence, lang);
      if (evidence !== '') return [evidence];
      return step.doneBy === null || step.doneAt === null
        ? []
        : [t.step.done(step.doneBy, dayText(step.doneAt.toISOString(), lang))];
    });
    return words.join(' ');
  };
  return (
    <section>
      <Heading level={2}>{t.case.gates}</Heading>
      <Table
        caption={t.case.gates}
        captionHidden
        columns={[
          { key: 'gate', header: t.case.gateColumn },
          { key: 'state', header: t.case.state },
          { key: 'why', header: t.case.whyColumn },
        ]}
        rows={view.gates.map((gate) => ({
          key: gate.id,
          cells: {
            gate: (
              <a class="kern-link" href={adoptionPaths.step(view.case.id, firstOpen(gate, steps))}>
                {blueprint.gates.find(({ id }) => id === gate.id)?.name[lang]}
              </a>
            ),
            state: <GateBadge t={t} gate={gate} />,
            why: why(gate),
          },
        }))}
      />
    </section>
  );
}

function GateBadge({ t, gate }: { t: Texts; gate: CaseView['gates'][number] }) {
  if (gate.waiver !== null) return <StatusBadge label={t.stepStates.waived} tone="warning" />;
  return gate.met ? (
    <StatusBadge label={t.case.gateMet} tone="success" />
  ) : (
    <StatusBadge label={t.case.gateOpen} tone="neutral" />
  );
}

function firstOpen(gate: CaseView['gates'][number], steps: ReadonlyMap<string, { state: string }>): string {
  const open = gate.steps.find((id) => ['open', 'in-work'].includes(steps.get(id)?.state ?? ''));
  return open ?? gate.steps.at(-1) ?? '';
}
