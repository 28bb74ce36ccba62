const longestName = 120;
/** Names Windows keeps for devices, with any extension. */
const deviceName = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i;
/** Control, format (bidi overrides, zero width), private and unassigned characters, and what file systems refuse. */
const refused = /[\p{C}\p{Zl}\p{Zp}<>:"/\\|?*]/gu;

/**
 * A name that every file system takes and that stays in its folder. The sender chooses names freely, so nothing of one
 * is trusted; the original stands in submission.json.
 */
export function safeFileName(wanted: string | undefined): string {
  const cleaned = (wanted ?? '')
    .toWellFormed()
    .normalize('NFC')
    .replace(/\uFFFD/gu, '_')
    .replace(refused, '_')
    .replace(/\s+/gu, ' ')
    .replace(/^[\s.~-]+/u, '')
    .replace(/[\s.]+$/u, '');
  if (cleaned === '' || /^_+$/.test(cleaned)) return 'attachment';
  return shorten(deviceName.test(cleaned) ? `_${cleaned}` : cleaned, longestName);
}

/** Hands out names that differ also where letters' case does not count. */
export function createFileNamer(): (wanted: string | undefined) => string {
  const taken = new Set<string>();
  return (wanted) => {
    const name = safeFileName(wanted);
    let candidate = name;
    for (let count = 2; taken.has(keyOf(candidate)); count += 1) {
      const { stem, extension } = split(name);
      candidate = `${stem} (${count})${extension}`;
    }
    taken.add(keyOf(candidate));
    return candidate;
  };
}

function keyOf(name: string): string {
  return name.normalize('NFKC').toUpperCase().toLowerCase();
}

function split(name: string): { stem: string; extension: string } {
  const match = /^(.+)(\.[A-Za-z0-9]{1,10})$/u.exec(name);
  return { stem: match?.[1] ?? name, extension: match?.[2] ?? '' };
}

/** By bytes: file systems count those. The extension stays. */
function shorten(name: string, bytes: number): string {
  if (Buffer.byteLength(name) <= bytes) return name;
  const { stem, extension } = split(name);
  let kept = '';
  for (const character of stem) {
    if (Buffer.byteLength(kept + character + extension) > bytes) break;
    kept += character;
  }
  return `${kept.trimEnd()}${extension}`;
}
