import { reasonOf } from './domain/current-state.ts';
import { type CriteriaCatalogue, type Report } from './types.ts';

/** The machine-readable report of design section 5; the command prints it and the API answers it. */
export function reportJson(report: Report) {
  const { subject, criteria } = report;
  return {
    id: subject.offeringId ?? subject.packageId,
    subject: {
      package: subject.packageId,
      version: subject.version,
      digest: subject.versionDigest,
      offering: subject.offering,
    },
    catalogue: report.catalogue,
    criteriaVersion: report.criteriaVersion,
    criteriaDigest: criteria.digest,
    date: report.date,
    expiresAt: report.expiresAt,
    conforms: report.conforms,
    openMust: report.openMust,
    areas: report.areas.map(({ area, name, light }) => ({ area, name, light })),
    findings: report.states.map((state) => ({
      criterion: state.criterion.id,
      area: state.criterion.area,
      obligation: state.criterion.obligation,
      actor: state.criterion.actor,
      counts: state.counts,
      result: state.result,
      evidence: (state.finding?.evidence ?? []).map(({ what, value, at, link }) => ({
        what,
        value,
        at,
        link: link ?? null,
      })),
      reason: reasonOf(state),
      remedy: state.finding?.remedy ?? null,
      kind: state.finding?.kind ?? null,
      body: state.finding?.body ?? null,
      foundAt: state.finding?.at.toISOString() ?? null,
      due: state.finding?.due ?? null,
      recheck: state.finding?.recheck ?? null,
      exception:
        state.exception === null
          ? null
          : {
              number: state.exception.decisionNumber,
              decidedBy: state.exception.decidedBy,
              decidedOn: state.exception.decidedOn,
              validUntil: state.exception.validUntil,
            },
      comments: state.comments.map(({ text, at }) => ({ text, at: at.toISOString() })),
    })),
  };
}

export function criteriaJson(catalogue: CriteriaCatalogue) {
  const { addedAt: _, ...rest } = catalogue;
  return { id: `${catalogue.catalogue}@${catalogue.version}`, ...rest };
}
