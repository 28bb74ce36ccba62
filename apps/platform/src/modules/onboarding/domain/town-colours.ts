import { contrast, mix, moved } from './colour.ts';

export interface TownColours {
  /** Links, buttons, marks: six hexadecimal digits. */
  main: string;
  /** The band over the page. */
  accent: string;
}

/** Backgrounds of our pages in the light scheme: page and tinted areas (KERN neutral-025). */
const light = { page: 'ffffff', tint: 'f3f4f7' };
/** The same in the dark scheme (black, KERN neutral-950). */
const dark = { page: '000000', tint: '131629' };
/** Share of the main colour in the band behind the search and in marked areas. */
const bandShare = 0.09;

/** WCAG 1.4.3 for text, 1.4.11 for parts of the page that are no text. */
export const neededForText = 4.5;
export const neededForGraphics = 3;

export interface ColourFinding {
  colour: 'main' | 'accent';
  hex: string;
  /** Where it fails worst. */
  against: 'page' | 'tint' | 'band' | 'button';
  ratio: number;
  needed: number;
  /** The nearest colour that passes everywhere. */
  proposal: string;
}

type Place = readonly [ColourFinding['against'], number];

/** Text in the main colour on page, tint and band, and white text on a button of that colour. */
function placesOfMain(main: string): readonly Place[] {
  return [
    ['page', contrast(main, light.page)],
    ['tint', contrast(main, light.tint)],
    ['band', contrast(main, mix(main, bandShare, light.page))],
    ['button', contrast(light.page, main)],
  ];
}

function placesOfAccent(accent: string): readonly Place[] {
  return [
    ['page', contrast(accent, light.page)],
    ['tint', contrast(accent, light.tint)],
  ];
}

const worst = (places: readonly Place[]): Place =>
  places.reduce((low, place) => (place[1] < low[1] ? place : low), places[0] ?? ['page', 21]);

const passesText = (hex: string): boolean => worst(placesOfMain(hex))[1] >= neededForText;
const passesGraphics = (hex: string): boolean => worst(placesOfAccent(hex))[1] >= neededForGraphics;

/** [] when both may be used. */
export function checkColours({ main, accent }: TownColours): readonly ColourFinding[] {
  const findings: ColourFinding[] = [];
  const [mainPlace, mainRatio] = worst(placesOfMain(main));
  if (mainRatio < neededForText) {
    const proposal = moved(main, 'darker', passesText);
    findings.push({ colour: 'main', hex: main, against: mainPlace, ratio: mainRatio, needed: neededForText, proposal });
  }
  const [place, ratio] = worst(placesOfAccent(accent));
  if (ratio < neededForGraphics) {
    const proposal = moved(accent, 'darker', passesGraphics);
    findings.push({ colour: 'accent', hex: accent, against: place, ratio, needed: neededForGraphics, proposal });
  }
  return findings;
}

/** Lighter forms for the dark scheme, found and not asked for: nobody knows two palettes by heart. */
export function darkColours({ main, accent }: TownColours): TownColours {
  const onDark = (hex: string, needed: number): boolean =>
    contrast(hex, dark.page) >= needed &&
    contrast(hex, dark.tint) >= needed &&
    contrast(hex, mix(hex, bandShare, dark.page)) >= needed;
  return {
    main: moved(main, 'lighter', (hex) => onDark(hex, neededForText)),
    accent: moved(accent, 'lighter', (hex) => onDark(hex, neededForGraphics)),
  };
}

/** Custom properties only; the arguments are hexadecimal digits, so nothing else can get into the sheet. */
export function styleSheet(colours: TownColours): string {
  const lighter = darkColours(colours);
  const scheme = (name: string, { main, accent }: TownColours, on: string): string =>
    `@media(prefers-color-scheme:${name}){:root{--kern-color-action-default:#${main};--kern-color-action-on-default:#${on};--vb-accent:#${accent}}}`;
  return `${scheme('light', colours, light.page)}\n${scheme('dark', lighter, dark.page)}\n`;
}
