import { Type } from 'typebox';
import { type PersonId } from '#kernel/ids';
import { type JobHandler, type Jobs, type JobType } from '#kernel/jobs';
import { type KeyService } from '#kernel/keys';
import { type ErasurePort } from '#kernel/retention';

const destroyKeysJob = {
  name: 'identity.destroy-keys',
  payload: Type.Object({ person: Type.String({ format: 'uuid' }) }),
  retry: { attempts: 'unlimited', firstDelaySeconds: 10, maxDelaySeconds: 3600 },
} as const satisfies JobType;

/** The keys have a login of their own and go after the commit; nobody is left who could ask again when that fails. */
export function keyErasure(jobs: Jobs): ErasurePort {
  return {
    name: 'identity-keys',
    erase: (tx, person) => jobs.enqueue(tx, destroyKeysJob, { person }, { key: person, startAfterSeconds: 60 }),
  };
}

export function destroyKeysHandler(keys: Pick<KeyService, 'destroyAll'>): JobHandler {
  return {
    type: destroyKeysJob,
    async handle(payload) {
      const { person } = payload as { person: PersonId };
      await keys.destroyAll({ person });
    },
  };
}
