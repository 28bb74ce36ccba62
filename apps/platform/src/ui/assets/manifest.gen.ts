// Made by tools/build-assets.ts; `npm run gen` makes it again.
export const manifest = {
  css: 'verbund-11d509db30.css',
  script: 'enhance-b0675b5a1f.js',
  makeKeys: 'make-keys-2f3b57a313.js',
  fontRegular: 'fira-400-latin-f4a7318551.woff2',
  fontBold: 'fira-600-latin-b310eea580.woff2',
  files: [
    'enhance-b0675b5a1f.js',
    'fira-400-ext-6a7b7fe24d.woff2',
    'fira-400-latin-f4a7318551.woff2',
    'fira-600-ext-d1772a8c71.woff2',
    'fira-600-latin-b310eea580.woff2',
    'make-keys-2f3b57a313.js',
    'verbund-11d509db30.css',
  ],
} as const;
