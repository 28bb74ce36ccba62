import { Type } from 'typebox';
import { type JobHandler, type JobType } from '#kernel/jobs';
import { type PersonId } from '#kernel/ids';
import { type Delivery } from '../deliver.ts';

export const deliverJob = {
  name: 'dispatch.deliver',
  payload: Type.Object({ id: Type.String({ format: 'uuid' }), person: Type.String({ format: 'uuid' }) }),
  retry: { attempts: 'unlimited', firstDelaySeconds: 1, maxDelaySeconds: 300 },
} satisfies JobType;

export function deliverHandler(delivery: Delivery): JobHandler {
  return {
    type: deliverJob,
    concurrency: 8,
    async handle(payload, { log, signal }) {
      const { id, person } = parsePayload(payload);
      await delivery.deliver(id, person, { log, signal });
    },
  };
}

/** The queue has validated it against the schema above. */
function parsePayload(payload: unknown): { id: string; person: PersonId } {
  return payload as { id: string; person: PersonId };
}
