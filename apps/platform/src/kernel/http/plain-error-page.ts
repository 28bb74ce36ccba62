import { linkTexts } from './error-texts.ts';
import { type ErrorPageArgs } from './options.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** The page that still answers when the user interface itself is broken: no styles, complete HTML. */
export function plainErrorPage(args: ErrorPageArgs): string {
  const links = args.links.map((link) => `<li><a href="${escape(link.href)}">${escape(link.label)}</a></li>`).join('');
  return [
    `<!DOCTYPE html><html lang="${args.lang}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escape(args.title)}</title></head><body><main>`,
    `<h1>${escape(args.title)}</h1><p>${escape(args.text)}</p>`,
    args.entriesText === null ? '' : `<p>${escape(args.entriesText)}</p>`,
    links === '' ? '' : `<ul>${links}</ul>`,
    `<p>${linkTexts.reference[args.lang]}: <code>${escape(args.requestId)}</code></p>`,
    '</main></body></html>',
  ].join('');
}
