/** Text and attribute values; `&#13;` because a parser turns a bare carriage return into a line feed. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"'\r\t\n]/gu, (sign) => escapes[sign] ?? sign);
}

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#13;',
  '\t': '&#9;',
  '\n': '&#10;',
};
