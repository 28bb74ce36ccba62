import { type VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';

/** Renders a whole page. The doctype keeps browsers out of quirks mode. */
export function renderDocument(page: VNode): string {
  return '<!doctype html>' + renderToString(page);
}
