-- Either owner of a pair may see and delete its key; changing the row would let one of them give it to somebody else.
-- Rewrapping under a new master key runs with the owner's login.
revoke update on kernel.data_key from verbund_app;
