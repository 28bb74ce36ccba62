const labels = { certificate: 'CERTIFICATE', revocationList: '(?:X509 )?CRL' } as const;

/**
 * DER blocks of one kind in a PEM text, in order, each as standard base64. Text without any PEM mark counts as base64
 * of one DER block; text with other blocks only gives none.
 */
export function readDer(text: string, kind: keyof typeof labels): string[] {
  if (!text.includes('-----BEGIN ')) return [text.replace(/\s+/g, '')];
  const label = labels[kind];
  const blocks = new RegExp(`-----BEGIN ${label}-----([A-Za-z0-9+/=\\s]+)-----END ${label}-----`, 'g');
  return [...text.matchAll(blocks)].map((match) => (match[1] ?? '').replace(/\s+/g, ''));
}
