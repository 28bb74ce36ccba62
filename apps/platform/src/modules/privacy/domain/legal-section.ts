/**
 * Puts a section of its own into a mandatory page (structured text): an earlier section with the same heading is
 * replaced where it stands, everything else stays as it is.
 */
export function withSection(body: string, heading: string, text: string): string {
  const section = `# ${heading}\n\n${text.trim()}`;
  const parts = body.trim() === '' ? [] : body.trim().split(/\n(?=# )/);
  const at = parts.findIndex((part) => (part.split('\n', 1)[0] ?? '').trim() === `# ${heading}`);
  const next = at < 0 ? [...parts, section] : parts.map((part, index) => (index === at ? section : part));
  return `${next.map((part) => part.trim()).join('\n\n')}\n`;
}
