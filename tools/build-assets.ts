import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, transform } from 'esbuild';
import { PurgeCSS } from 'purgecss';
// @ts-expect-error -- the package brings no types
import untypedSubsetFont from 'subset-font';

interface SubsetOptions {
  targetFormat: 'woff2';
  noHinting: boolean;
  keepFeatures: string[];
}
const subsetFont = untypedSubsetFont as (font: Buffer, letters: string, options: SubsetOptions) => Promise<Buffer>;

const root = fileURLToPath(new URL('..', import.meta.url));
const ui = path.join(root, 'apps/platform/src/ui');
const kern = path.join(root, 'node_modules/@kern-ux/native');

/** Letters of German and English, digits, and the punctuation that our texts use. */
const latin =
  ' !"#$%&\'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~ÄÖÜäöüßẞ§€©°²³·×–—‘’‚“”„…«»›‹\u00a0\u00ad\u202f→←✓•éèáà';

/** Everything else of DIN 91379 (letters for names) that is a single code point, plus its combining marks. */
function extendedLetters(): string {
  const ranges: [number, number][] = [
    [0xa1, 0x17f],
    [0x18f, 0x18f],
    [0x197, 0x197],
    [0x1a0, 0x1a1],
    [0x1af, 0x1b0],
    [0x1b7, 0x1b7],
    [0x1cd, 0x1dc],
    [0x1de, 0x1df],
    [0x1e2, 0x1f0],
    [0x1f4, 0x1f5],
    [0x1f8, 0x1ff],
    [0x212, 0x213],
    [0x218, 0x21b],
    [0x21e, 0x21f],
    [0x227, 0x233],
    [0x259, 0x259],
    [0x268, 0x268],
    [0x292, 0x292],
    [0x2b0, 0x2dc],
    [0x300, 0x338],
    [0x1e00, 0x1ef9],
    [0x2010, 0x2015],
    [0x2018, 0x2022],
    [0x20a8, 0x20bf],
    [0x2200, 0x22ff],
  ];
  const skip = new Set(latin);
  const letters: string[] = [];
  for (const [from, to] of ranges) {
    for (let code = from; code <= to; code++) {
      const letter = String.fromCodePoint(code);
      if (!skip.has(letter)) letters.push(letter);
    }
  }
  return letters.join('');
}

function unicodeRange(letters: string): string {
  const codes = [...new Set([...letters].map((c) => c.codePointAt(0) ?? 0))].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let i = 0; i < codes.length; i++) {
    const from = codes[i] ?? 0;
    let to = from;
    while (codes[i + 1] === to + 1) to = codes[++i] ?? to;
    parts.push(from === to ? `U+${from.toString(16)}` : `U+${from.toString(16)}-${to.toString(16)}`);
  }
  return parts.join(',');
}

function hashed(name: string, content: Uint8Array | string, ext: string): string {
  return `${name}-${createHash('sha256').update(content).digest('hex').slice(0, 10)}.${ext}`;
}

async function fonts(files: Map<string, Uint8Array | string>): Promise<{ css: string; regular: string; bold: string }> {
  const weights = [
    { weight: 400, source: 'FiraSans-Regular.woff2', name: 'fira-400' },
    { weight: 600, source: 'FiraSans-SemiBold.woff2', name: 'fira-600' },
  ] as const;
  const sets = [
    { name: 'latin', letters: latin },
    { name: 'ext', letters: extendedLetters() },
  ];
  let css = '';
  const first: string[] = [];
  for (const { weight, source, name } of weights) {
    const font = await readFile(path.join(kern, 'dist/fonts/fira-sans', source));
    for (const set of sets) {
      const data = await subsetFont(font, set.letters, {
        targetFormat: 'woff2',
        noHinting: true,
        // Kerning and marks are kept; small caps, old figures and fractions would double the size of the file.
        keepFeatures: ['kern', 'mark', 'mkmk', 'ccmp', 'locl'],
      });
      const file = hashed(`${name}-${set.name}`, data, 'woff2');
      files.set(file, data);
      if (set.name === 'latin') first.push(file);
      css += `@font-face{font-family:"Fira Sans";font-style:normal;font-weight:${weight};font-display:swap;src:url(${file}) format("woff2");unicode-range:${unicodeRange(set.letters)}}\n`;
    }
  }
  const [regular = '', bold = ''] = first;
  return { css, regular, bold };
}

/** KERN's rules that our pages use. Class names are looked for in every page and component of the platform. */
async function kernRules(own: string): Promise<string> {
  const raw = (await readFile(path.join(kern, 'dist/kern.css'), 'utf8'))
    // Browsers that know the other things KERN uses (:has, color-mix) know the unprefixed property.
    .replace(/^\s*-webkit-mask(?:-[a-z]+)?:.*;$/gm, '')
    // KERN hangs the colours on body inside an :is() list that hides body from the tool; we have no other layers.
    .replace(/:is\(body,[^)]*\):not\(\[class\*=kern-level-\]\)/g, 'body');
  const [result] = await new PurgeCSS().purge({
    css: [{ raw }],
    content: globSync('apps/platform/src/**/*.tsx', { cwd: root }).map((file) => path.join(root, file)),
    defaultExtractor: (text) => text.match(/[A-Za-z0-9_-]+/g) ?? [],
    variables: false,
    keyframes: true,
    // Names that components put together from a kind (`kern-alert--${kind}`).
    safelist: {
      standard: [
        'html',
        'body',
        /^kern-(?:alert|badge|icon)--(?:info|success|warning|danger)$/,
        /^kern-btn--(?:primary|secondary|tertiary)$/,
      ],
    },
  });
  return dropUnusedVariables(result?.css ?? raw, own);
}

/** Removes custom properties that nothing refers to, again and again, since they refer to each other. */
function dropUnusedVariables(css: string, keepFor: string): string {
  for (;;) {
    const used = new Set([...(css + keepFor).matchAll(/var\(\s*(--[\w-]+)/g)].map((match) => match[1]));
    const next = css.replace(/(^|[{;\s])(--kern-[\w-]+)\s*:[^;{}]*;/g, (all, before: string, name: string) =>
      used.has(name) ? all : before,
    );
    if (next === css) return css;
    css = next;
  }
}

/** A script of one page, with what it imports; it is loaded on that page only. */
async function pageScript(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path.join(root, 'apps/platform/src', entry)],
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
  });
  return outputFiles[0]?.text ?? '';
}

export interface BuiltAssets {
  files: ReadonlyMap<string, Uint8Array | string>;
  manifest: string;
}

/** In this order; `media` overrides the others. */
const styleSheets = ['base', 'frame', 'forms', 'content', 'landing', 'lists', 'progress', 'rules', 'charts', 'media'];

async function ownStyles(): Promise<string> {
  const sheets = styleSheets.map((name) => readFile(path.join(ui, `styles/${name}.css`), 'utf8'));
  return (await Promise.all(sheets)).join('\n');
}

/** Makes the assets in memory, so that a test can compare them with the committed ones. */
export async function makeAssets(): Promise<BuiltAssets> {
  const files = new Map<string, Uint8Array | string>();
  const font = await fonts(files);
  const own = await ownStyles();
  const kernCss = await kernRules(own);
  const { code: css } = await transform(font.css + kernCss + own, {
    loader: 'css',
    minify: true,
    legalComments: 'none',
    target: ['chrome120', 'firefox121', 'safari17'],
  });
  const note = '/*! KERN UX (EUPL-1.2) and Fira Sans (OFL-1.1), see LICENSES.txt beside this file */\n';
  const cssName = hashed('verbund', note + css, 'css');
  files.set(cssName, note + css);
  const { code: script } = await transform(await readFile(path.join(ui, 'styles/enhance.mjs'), 'utf8'), {
    loader: 'js',
    minify: true,
    target: 'es2020',
  });
  const scriptName = hashed('enhance', script, 'js');
  files.set(scriptName, script);
  const makeKeys = await pageScript('modules/transport/browser/make-keys.mjs');
  const makeKeysName = hashed('make-keys', makeKeys, 'js');
  files.set(makeKeysName, makeKeys);
  const manifest = [
    '// Made by tools/build-assets.ts; `npm run gen` makes it again.',
    'export const manifest = {',
    `  css: '${cssName}',`,
    `  script: '${scriptName}',`,
    `  makeKeys: '${makeKeysName}',`,
    `  fontRegular: '${font.regular}',`,
    `  fontBold: '${font.bold}',`,
    '  files: [',
    ...[...files.keys()].sort().map((name) => `    '${name}',`),
    '  ],',
    '} as const;',
    '',
  ].join('\n');
  return { files, manifest };
}

/** Writes style sheet, fonts, scripts and their manifest into apps/platform/src/ui/assets. */
export async function buildAssets(): Promise<void> {
  const { files, manifest } = await makeAssets();
  const folder = path.join(ui, 'assets');
  await mkdir(folder, { recursive: true });
  for (const old of await readdir(folder)) {
    if (/\.(?:css|js|woff2)$/.test(old) && !files.has(old)) await rm(path.join(folder, old));
  }
  for (const [name, content] of files) await writeFile(path.join(folder, name), content);
  await writeFile(path.join(folder, 'manifest.gen.ts'), manifest);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await buildAssets();
}
