import { AppError } from '#kernel/errors';
import { type RequestContext } from '#kernel/http';
import { type PersonId } from '#kernel/ids';

/** Routes with rule `person` always have one; the type does not know it. */
export function personOf(ctx: RequestContext): PersonId {
  if (!ctx.person) throw new AppError('unauthenticated', 'mailbox/not-found');
  return ctx.person.person;
}
