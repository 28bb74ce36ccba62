import { Type } from 'typebox';
import { type TenantId } from '#kernel/ids';
import { type JobHandler, type JobType } from '#kernel/jobs';

export const workBatch = {
  name: 'onboarding.work-batch',
  payload: Type.Object({ tenant: Type.String({ format: 'uuid' }), batch: Type.String({ format: 'uuid' }) }),
  retry: { attempts: 10, firstDelaySeconds: 5, maxDelaySeconds: 300 },
} satisfies JobType;

export function workBatchHandler(work: (tenant: TenantId, batch: string) => Promise<void>): JobHandler {
  return {
    type: workBatch,
    concurrency: 1,
    handle: async (payload) => {
      const { tenant, batch } = payload as { tenant: TenantId; batch: string };
      await work(tenant, batch);
    },
  };
}
