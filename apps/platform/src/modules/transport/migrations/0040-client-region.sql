alter table transport.client
  -- Where the destinations of this client may offer services (domain/own-region.ts); null: everywhere. Without it any
  -- authority could offer the services of any other one, and routing would sign that.
  add column region text check (region ~ '^DE[0-9]{0,12}$');

-- Written at the creation only: of what stands there already, only the secret and the revocation change.
revoke update on transport.client from verbund_transport;
grant update (secret_hash, secret_number, revoked_at) on transport.client to verbund_transport;
