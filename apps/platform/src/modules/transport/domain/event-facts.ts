import { type ClientId } from '#kernel/ids';
import { type AuthenticationTags, type ItemKind, type ItemState, type PublicJwk } from '@verbund/fit-connect';

export type StoredState = Exclude<ItemState, 'none'>;

/** All that the checks of a posted event ask about, in one look. */
export interface EventFacts {
  sender_id: ClientId;
  destination_id: string;
  /** Null: the subject is not part of this case. */
  item: { kind: ItemKind; state: StoredState; tags: AuthenticationTags | null } | null;
  /** Token that is stored under the same jti. */
  stored_token: string | null;
  /** The caller is linked with the destination that signs. */
  issuer_linked: boolean;
  /** The caller owns it: a sender signs what it says about replies with a destination of its own. */
  issuer_owned: boolean;
  /** Signature key that the issuer registered under the token's kid. */
  key: PublicJwk | null;
}
