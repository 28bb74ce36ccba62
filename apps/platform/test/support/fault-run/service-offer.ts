/** The one service that both destinations of a run offer. */
export const faultSchema = { schemaUri: 'urn:example:schema', mimeType: 'application/json' as const };
export const faultService = {
  identifier: 'urn:de:fim:leika:leistung:99102013002000',
  submissionSchemas: [faultSchema],
  regions: ['DE'],
};
