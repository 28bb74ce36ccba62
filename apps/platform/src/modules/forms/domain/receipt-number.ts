/**
 * Without 0, I, L, O and U, which people confuse or which form words. 31 is prime, so the weighted sum finds every
 * single wrong character and every swap of two neighbours.
 */
const alphabet = '123456789ABCDEFGHJKMNPQRSTVWXYZ';
const randomLength = 7;

/** E.g. `XAN-7F3K-9Q2M`: letters of the town, seven random characters, one check character. */
export function makeReceiptNumber(townSlug: string, randomBelow: (bound: number) => number): string {
  const letters = townSlug
    .replace(/[^a-z]/gu, '')
    .slice(0, 3)
    .toUpperCase()
    .padEnd(3, 'X');
  const random = Array.from({ length: randomLength }, () => alphabet[randomBelow(alphabet.length)] ?? '1').join('');
  const body = random + checkCharacter(random);
  return `${letters}-${body.slice(0, 4)}-${body.slice(4)}`;
}

export function isReceiptNumber(text: string): boolean {
  const match = /^[A-Z]{3}-([1-9A-Z]{4})-([1-9A-Z]{4})$/u.exec(text);
  if (match === null) return false;
  const body = `${match[1] ?? ''}${match[2] ?? ''}`;
  return checkCharacter(body.slice(0, randomLength)) === body.at(-1);
}

function checkCharacter(random: string): string {
  let sum = 0;
  for (let at = 0; at < random.length; at += 1) sum += alphabet.indexOf(random.charAt(at)) * (at + 2);
  return alphabet[sum % alphabet.length] ?? '1';
}
