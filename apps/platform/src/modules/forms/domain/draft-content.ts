import { type Answers } from '@verbund/xdatenfelder';

/** What a person has entered; sealed as a whole. */
export interface DraftContent {
  answers: Answers;
  /** What could not be read as a value, by control name, so that no entry is lost. */
  raw: Record<string, string>;
  /** Per page: how often it changed and which rendering of the page changed it last. */
  pages: Record<string, PageStand>;
  /** What the sign-in filled in, so that pages can say so until the person changes it. */
  prefilled?: Answers;
  /** The person reads the form in plain language. */
  plain?: boolean;
}

export interface PageStand {
  revision: number;
  by: string;
}

/** Enough for the largest forms with long statements; stops a script from filling the disk. */
export const maxContentBytes = 2_000_000;

/** `given`: defaults of the schema; `prefilled`: facts of the sign-in. */
export function emptyContent(given: Answers, prefilled: Answers): DraftContent {
  return { answers: { ...given, ...prefilled }, raw: {}, pages: {}, prefilled };
}

export function encodeContent(content: DraftContent): string {
  return JSON.stringify(content);
}

/** Only ever reads what `encodeContent` wrote: the seal authenticates it. */
export function decodeContent(bytes: Uint8Array): DraftContent {
  return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')) as DraftContent;
}

export function standOf(content: DraftContent, pageId: string): PageStand {
  return content.pages[pageId] ?? { revision: 0, by: '' };
}

/** Removes an instance from the raw entries; later ones move up, as `removeInstance` does with answers. */
export function removeRawInstance(raw: Record<string, string>, list: string, removed: number): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [key, value] of Object.entries(raw)) {
    const position = key.startsWith(`${list}[`) ? /^\[(\d+)\]/u.exec(key.slice(list.length)) : null;
    const index = position === null ? -1 : Number(position[1]);
    if (index === removed) continue;
    const moved = position !== null && index > removed;
    result[moved ? `${list}[${index - 1}]${key.slice(list.length + position[0].length)}` : key] = value;
  }
  return result;
}
