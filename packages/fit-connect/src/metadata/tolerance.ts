import { type Finding } from '../findings.ts';

/**
 * Deviations of real senders that lose nothing, by name. A tolerated one becomes a warning with its name as `code`.
 * `rule` and `path` say which violation of the schema is meant.
 */
export const metadataDeviations = {
  /** A sender without a product of its own; seen in a program that ran against FITKO's test system. */
  'author-without-product': { rule: /^required$/, path: /^\/author\/product$/ },
  /** The official Java SDK 4.0.0-rc.1 writes the list without fragments. */
  'empty-fragments': { rule: /^minItems$/, path: /^\/contentStructure\/attachments\/\d+\/fragments$/ },
  /** Lengths grew between 1.0 and 2.x; receivers keep them as text. */
  'elster-lengths': { rule: /^(maxLength|pattern)$/, path: /^\/replyChannel\/elster\/(accountId|geschaeftszeichen)$/ },
  /** The announcement names the service; what 1.x metadata says besides is dropped when it is unusable. */
  'public-service-type': { rule: /./, path: /^\/publicServiceType(\/|$)/ },
  /** Members of a later 2.x. */
  'further-reference-info': { rule: /^additionalProperties$/, path: /^\/additionalReferenceInfo$/ },
  /** Old senders leave `$schema` out; it is read as the newest 1.0.x, where 1.x is taken at all. */
  'no-schema': { rule: /^required$/, path: /^\/\$schema$/ },
} as const satisfies Record<string, { rule: RegExp; path: RegExp }>;

export type MetadataDeviation = keyof typeof metadataDeviations;

/** `tolerant`: all of the table; `strict`: none; or a choice by name. */
export type MetadataStrictness = 'strict' | 'tolerant' | readonly MetadataDeviation[];

const names = Object.keys(metadataDeviations) as MetadataDeviation[];

/** Turns tolerated violations into warnings. */
export function applyTolerance(findings: readonly Finding[], strictness: MetadataStrictness): Finding[] {
  if (strictness === 'strict') return [...findings];
  const tolerated = strictness === 'tolerant' ? names : strictness;
  return findings.map((finding) => {
    const name = tolerated.find(
      (candidate) =>
        metadataDeviations[candidate].rule.test(finding.code) && metadataDeviations[candidate].path.test(finding.path),
    );
    return name === undefined ? finding : { ...finding, level: 'warning', code: name };
  });
}
