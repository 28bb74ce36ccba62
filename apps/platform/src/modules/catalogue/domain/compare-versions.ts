/** Precedence of semver.org, section 11; negative when the first is older. */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [numbersOf(a), numbersOf(b)];
  for (let at = 0; at < 3; at += 1) {
    const difference = (x[at] ?? 0) - (y[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return compareTails(tailOf(a), tailOf(b));
}

const tailOf = (version: string): string => /-(.+)$/u.exec(version)?.[1] ?? '';

function compareTails(a: string, b: string): number {
  if (a === '' || b === '') return a === b ? 0 : a === '' ? 1 : -1;
  const [x, y] = [a.split('.'), b.split('.')];
  for (let at = 0; at < Math.max(x.length, y.length); at += 1) {
    const [left, right] = [x[at], y[at]];
    if (left === undefined || right === undefined) return left === undefined ? -1 : 1;
    if (left === right) continue;
    const numeric = [left, right].map((part) => /^\d+$/u.test(part));
    if (numeric[0] === true && numeric[1] === true) return Number(left) - Number(right);
    if (numeric[0] !== numeric[1]) return numeric[0] === true ? -1 : 1;
    return left < right ? -1 : 1;
  }
  return 0;
}

function numbersOf(version: string): number[] {
  return (version.split('-')[0] ?? '').split('.').map(Number);
}
