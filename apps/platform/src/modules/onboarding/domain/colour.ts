/** sRGB as three numbers from 0 to 1. */
export type Rgb = readonly [number, number, number];

/** `#rrggbb`, `rrggbb` or the short form `#rgb`; null for everything else. */
export function parseColour(text: string): string | null {
  const digits = text.trim().replace(/^#/, '').toLowerCase();
  if (/^[0-9a-f]{6}$/.test(digits)) return digits;
  return /^[0-9a-f]{3}$/.test(digits) ? [...digits].map((digit) => digit + digit).join('') : null;
}

export function rgbOf(hex: string): Rgb {
  const part = (at: number): number => Number.parseInt(hex.slice(at, at + 2), 16) / 255;
  return [part(0), part(2), part(4)];
}

function hexOf(rgb: Rgb): string {
  return rgb.map((part) => Math.round(clamp(part) * 255).toString(16).padStart(2, '0')).join(''); // prettier-ignore
}

const clamp = (value: number): number => Math.min(1, Math.max(0, value));
const toLinear = (c: number): number => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const toGamma = (c: number): number => (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055);

/** WCAG 2.2, definition of relative luminance. */
export function luminance(hex: string): number {
  const [r, g, b] = rgbOf(hex);
  return 0.2126 * toLinear(r) + 0.7152 * toLinear(g) + 0.0722 * toLinear(b);
}

/** WCAG 2.2, definition of contrast ratio: 1 to 21, the order of the two does not matter. */
export function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

/** OKLab of Björn Ottosson: equal steps of L look equally bright, so a proposal keeps its hue. */
function toOklab(hex: string): Rgb {
  const [r, g, b] = rgbOf(hex).map(toLinear) as [number, number, number];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromOklab([lightness, a, b]: Rgb): string {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return hexOf([
    toGamma(clamp(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s)),
    toGamma(clamp(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s)),
    toGamma(clamp(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s)),
  ]);
}

/** As CSS `color-mix(in oklab, colour share, base)`. */
export function mix(colour: string, share: number, base: string): string {
  const [from, to] = [toOklab(colour), toOklab(base)];
  const at = (index: 0 | 1 | 2): number => from[index] * share + to[index] * (1 - share);
  return fromOklab([at(0), at(1), at(2)]);
}

/**
 * The colour nearest in brightness that passes, darker or lighter; hue and chroma stay as far as sRGB has them. Black or
 * white when nothing before that passes.
 */
export function moved(colour: string, towards: 'darker' | 'lighter', passes: (hex: string) => boolean): string {
  if (passes(colour)) return colour;
  const [lightness, a, b] = toOklab(colour);
  const end = towards === 'darker' ? 0 : 1;
  const steps = 200;
  for (let step = 1; step <= steps; step += 1) {
    const share = step / steps;
    // Chroma fades at the end: there is no dark or light colour as strong as one in the middle.
    const kept = 1 - share ** 3;
    const candidate = fromOklab([lightness + (end - lightness) * share, a * kept, b * kept]);
    if (passes(candidate)) return candidate;
  }
  return towards === 'darker' ? '000000' : 'ffffff';
}
