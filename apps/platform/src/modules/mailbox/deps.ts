import { type Scanner } from '#kernel/scanner';
import { type IdentityService } from '#modules/identity';
import { type Answers } from './answers.ts';
import { type Conversations } from './conversations.ts';

/** What the pages are given. */
export interface MailboxDeps {
  identity: Pick<IdentityService, 'tenant'>;
  conversations: Conversations;
  answers: Answers;
  scanner: Scanner;
}
