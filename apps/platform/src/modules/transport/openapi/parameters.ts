import { type Json, pathParameter, queryParameter, ref } from '#kernel/openapi';

const uuid = ref('Uuid');
export const pageParameters: readonly Json[] = [
  queryParameter('offset', 'Entries before the page', { type: 'integer', minimum: 0, default: 0 }),
  queryParameter('limit', 'Entries of a page; more than 500 are answered with 500', {
    type: 'integer',
    minimum: 0,
    default: 100,
  }),
];
export const destinationParameter = pathParameter('destinationId', 'Id of the destination', uuid);
export const caseParameter = pathParameter('caseId', 'Id of the case', uuid);
export const attachmentParameter = pathParameter('attachmentId', 'One of the announced ids', uuid);
export const kidParameter = pathParameter('kid', 'Id of a key of the destination', ref('Kid'));
