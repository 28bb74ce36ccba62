import { X509Certificate } from 'node:crypto';
import { Button, Form, formatDate, LinkButton, Table } from '#ui';
import { destinationPath, officePaths } from '../paths.ts';
import { type TenantDestination } from '../self-service.ts';
import { type StoredKey } from '../store/destinations.ts';
import { type Desk } from './desk.ts';

function certificateOf({ jwk }: StoredKey, { ctx, t }: Desk): string {
  const [leaf] = jwk.x5c ?? [];
  if (leaf === undefined) return '';
  try {
    const certificate = new X509Certificate(Buffer.from(leaf, 'base64'));
    // As an object it comes without the escapes of the text form.
    const { CN: name } = certificate.toLegacyObject().subject;
    const shown = [name].flat().join(', ') || certificate.subject.replaceAll('\n', ', ');
    return t.keys.validUntil(shown, formatDate(new Date(certificate.validTo), ctx.lang));
  } catch {
    return '';
  }
}

export function KeyTable({ desk, found, canChange }: { desk: Desk; found: TenantDestination; canChange: boolean }) {
  const { ctx, t } = desk;
  const { row, keys } = found;
  const words = t.keys;
  const stateOf = (key: StoredKey) => {
    if (key.use === 'sig') return words.verifies;
    if (key.kid === row.encryption_kid) return words.current;
    if (!canChange) return words.kept;
    return (
      <Button
        label={words.switchTo}
        ariaLabel={`${words.switchTo}: ${key.kid}`}
        variant="tertiary"
        small
        value={`schluessel:${key.kid}`}
      />
    );
  };
  return (
    <section>
      <h2 class="kern-heading-medium">{words.title}</h2>
      <p class="kern-body">{words.lead}</p>
      <Form action={destinationPath(row.destination_id)} csrfToken={ctx.csrfToken} defaultAction="nichts">
        <Table
          caption={words.title}
          captionHidden
          columns={[
            { key: 'kid', header: words.kid },
            { key: 'use', header: words.use },
            { key: 'certificate', header: words.certificate },
            { key: 'since', header: words.since },
            { key: 'state', header: words.state },
          ]}
          rows={keys.map((key) => ({
            key: key.kid,
            cells: {
              kid: key.kid,
              use: words.uses[key.use],
              certificate: certificateOf(key, desk),
              since: formatDate(key.created_at, ctx.lang),
              state: stateOf(key),
            },
          }))}
        />
      </Form>
      {canChange ? (
        <LinkButton
          href={destinationPath(row.destination_id, officePaths.keys)}
          label={words.add}
          variant="secondary"
        />
      ) : null}
    </section>
  );
}
