-- Small attachments lie beside their tag: one durable commit in place of a file, its folders and a row.
alter table transport.attachment alter column blob_id drop not null;
alter table transport.attachment add column content text;
alter table transport.attachment add constraint one_place check (num_nonnulls(blob_id, content) = 1);
-- Ciphertext does not compress.
alter table transport.attachment alter column content set storage external;
