import { type SubmissionHead, type Subscriber } from '@verbund/fit-connect';

const pageSize = 100;
/** More than any office leaves lying; an endless list would fill the memory. */
const maximalHeads = 10_000;

/** Everything first: accepted items leave the list, so pages would shift while we work. */
export async function listAll(
  subscriber: Pick<Subscriber, 'listSubmissions'>,
  destinationId: string,
): Promise<Set<string>> {
  const heads = new Map<string, SubmissionHead>();
  for (let offset = 0; offset < maximalHeads;) {
    const page = await subscriber.listSubmissions({ destinationId, offset, limit: pageSize });
    for (const head of page.items) heads.set(head.submissionId, head);
    offset += page.items.length;
    if (page.items.length === 0 || offset >= page.totalCount) break;
  }
  return new Set(heads.keys());
}
