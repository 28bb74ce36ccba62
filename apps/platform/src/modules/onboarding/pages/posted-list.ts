import { type RequestContext } from '#kernel/http';
import { decodeList } from '../domain/delimited.ts';

export const maxListBytes = 200_000;

/** The list of a form: the text field, or a file in its place. Null when the file is too large. */
export async function postedList(ctx: RequestContext): Promise<string | null> {
  let fromFile: string | null = null;
  let isTooLarge = false;
  for await (const { stream } of ctx.files) {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of stream) {
      const bytes = Buffer.from(chunk as Uint8Array);
      size += bytes.length;
      if (size <= maxListBytes) chunks.push(bytes);
    }
    if (size > maxListBytes) isTooLarge = true;
    else if (size > 0) fromFile = decodeList(Buffer.concat(chunks));
  }
  // Text fields that follow a file arrive with it: read after the files.
  return isTooLarge ? null : (fromFile ?? ctx.form.get('liste') ?? '').replaceAll('\u0000', '');
}
