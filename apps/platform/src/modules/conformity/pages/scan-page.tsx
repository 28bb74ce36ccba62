import { type VNode } from 'preact';
import { type ServiceManifest } from '#modules/catalogue';
import { Heading, Page } from '#ui';

/** A page of a form in the frame that citizens see, for the scan. */
export function ScanPage({ manifest, title, body }: { manifest: ServiceManifest; title: string; body: VNode }): VNode {
  const ctx = {
    lang: 'de' as const,
    csrfToken: '',
    path: '/pruefansicht',
    isDemo: true,
    person: null,
    staff: null,
    unread: 0,
    tenant: null,
  };
  return (
    <Page ctx={ctx} title={manifest.service.name.de}>
      <Heading level={2}>{title}</Heading>
      {body}
    </Page>
  );
}
