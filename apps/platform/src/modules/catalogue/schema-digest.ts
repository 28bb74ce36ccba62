import { createHash } from 'node:crypto';
import { type Finding, type SchemaModel } from '@verbund/xdatenfelder';
import { canonicalJson } from './domain/canonical-json.ts';
import { type SchemaFinding } from './types.ts';

/** The file, the lists pinned with it and the decisions on them: the same file with newer lists is another form. */
export function schemaDigest(xml: Uint8Array, schema: SchemaModel): string {
  const file = createHash('sha256').update(xml).digest('hex');
  const origins = schema.listOrigins === undefined ? {} : { origins: schema.listOrigins };
  const content = canonicalJson({ file, lists: schema.lists, ...origins });
  return `sha256:${createHash('sha256').update(content, 'utf8').digest('hex')}`;
}

export const toFinding = ({ level, code, path, message, quality }: Finding): SchemaFinding => ({
  ...{ level, code, path, message: message.de, messageEn: message.en },
  ...(quality === undefined ? {} : { quality }),
});
