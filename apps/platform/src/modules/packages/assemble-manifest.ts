import { AppError } from '#kernel/errors';
import {
  parseManifest,
  parseRuleDecisions,
  pinRules,
  readPinnedSchema,
  type SchemaSource,
  type ServiceManifest,
} from '#modules/catalogue';

export interface ManifestParts {
  /** A manifest without `schema`, `overlay` and `delivery`; `rules` holds decisions (texts, own, acceptance). */
  service: Readonly<Record<string, unknown>>;
  overlay: unknown;
  source: SchemaSource;
}

/** The manifest of a folder of parts, as the workspace would make it; refused with 'packages/refused' and the place. */
export async function assembleManifest({ service, overlay, source }: ManifestParts): Promise<ServiceManifest> {
  const { digest, schema, missingCodeLists } = await readPinnedSchema(source);
  if (missingCodeLists.length > 0) throw refused('code-list', missingCodeLists.join(', '));
  const decisions = parseRuleDecisions(service['rules']);
  if (!decisions.ok) throw refused('manifest', `/rules${decisions.pointer}`);
  const schemaUri = `urn:verbund:schema:${schema.id}:${schema.version ?? '0'}`;
  const result = parseManifest({
    delivery: { metadataVersion: '2.1.0', summaryPdf: true, schemaUri },
    ...service,
    overlay,
    rules: pinRules(schema, decisions.value),
    schema: {
      digest,
      schemaUri,
      mimeType: 'application/json',
      dialect: schema.dialect,
      id: schema.id,
      version: schema.version ?? '0',
    },
  });
  if (result.ok) return result.manifest;
  const { path = '', message = '' } = result.findings[0] ?? {};
  throw refused('manifest', path, message);
}

function refused(reason: string, path: string, message = ''): AppError {
  return new AppError('invalid', 'packages/refused', {
    params: { reason, path },
    problems: [{ field: path, code: reason }],
    detail: [reason, path, message].filter((part) => part !== '').join(': '),
  });
}
