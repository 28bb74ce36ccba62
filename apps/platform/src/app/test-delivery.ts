import { X509Certificate } from 'node:crypto';
import { FitConnectError, type PublicJwk, type Sender, statusOf, verifyEventLog } from '@verbund/fit-connect';
import { AppError } from '#kernel/errors';
import { type FitConnectAccess } from '#kernel/fit-connect';
import { type Kernel } from '#kernel/module';
import { type TestDelivery } from '#modules/adoption';

/**
 * Test applications go the way of real ones: the portal sends them through the delivery service, whoever runs it. They
 * carry no reply channel, because nobody waits for an answer.
 */
export function createTestDelivery(
  { clock }: Pick<Kernel, 'clock'>,
  portal: { sender(): Promise<Sender> },
  access: Pick<FitConnectAccess, 'submissionBaseUrl'>,
): TestDelivery {
  return {
    async send(submission, journal) {
      const { destinationId, publicService, region, schemaUri, bytes, reference, applicationDate } = submission;
      const sender = await portal.sender();
      const delivered = await sender.sendSubmission(
        {
          ...{ destinationId, publicService, region },
          data: { bytes, schema: { schemaUri, mimeType: 'application/json' } },
          attachments: [],
          additionalReferenceInfo: { senderReference: reference, applicationDate },
        },
        journal,
      );
      return { caseId: delivered.caseId, submissionId: delivered.itemId };
    },
    async outcome({ caseId, submissionId, destinationId }) {
      const sender = await portal.sender();
      const verdict = await verifyEventLog(await sender.submissionEvents(submissionId), {
        serviceIssuers: [access.submissionBaseUrl.replace(/\/+$/, '')],
        ...{ destinationId, caseId },
        resolveKey: sender.resolveKey,
        now: clock.now().getTime(),
      });
      // Never taken for an acceptance: somebody changed the log, or it is not signed by whom it says.
      if (!verdict.ok) throw new AppError('unavailable', 'adoption/test-waits');
      const status = statusOf(verdict.log, 'submission', submissionId);
      const at = new Date(status.settledAt ?? clock.now().getTime());
      if (status.history.includes('accepted')) return { kind: 'accepted', at };
      if (!status.history.includes('rejected')) return { kind: 'waiting' };
      return { kind: 'rejected', at, problems: status.problems.map(({ title }) => title) };
    },
    async destination(destinationId) {
      try {
        const sender = await portal.sender();
        const { status, encryptionKid } = await sender.getDestination(destinationId);
        if (status !== 'active') return { problem: 'inactive', keyValidUntil: null };
        return keyFact(await sender.getDestinationKey(destinationId, encryptionKid));
      } catch (error) {
        const isUnknown = error instanceof FitConnectError && (error.status === 404 || error.status === 400);
        return { problem: isUnknown ? 'unknown' : 'unreachable', keyValidUntil: null };
      }
    },
  };
}

/** The day on which the first certificate of the key runs out; keys without one do not. */
function keyFact({ x5c }: PublicJwk): Awaited<ReturnType<TestDelivery['destination']>> {
  const [first] = x5c ?? [];
  if (first === undefined) return { problem: null, keyValidUntil: null };
  try {
    const certificate = new X509Certificate(Buffer.from(first, 'base64'));
    return { problem: null, keyValidUntil: certificate.validToDate.toISOString().slice(0, 10) };
  } catch {
    return { problem: 'bad-key', keyValidUntil: null };
  }
}
