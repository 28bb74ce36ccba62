import {
  type CodeListProvider,
  type ListReplacement,
  nodesByPath,
  readSchema,
  recogniseRules,
  resolveCodeLists,
  type SchemaModel,
  XdfError,
} from '@verbund/xdatenfelder';
import { germanDate } from '#kernel/clock';
import { AppError } from '#kernel/errors';
import { type TenantId } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { missingLists, namedLists, replacementsOf, testLists } from './domain/missing-lists.ts';
import {
  insertSchema,
  insertSchemaImport,
  selectImportedSchemas,
  selectSchema,
  selectSchemaXml,
  type StoredSchema,
} from './store/schemas.ts';
import { schemaDigest, toFinding } from './schema-digest.ts';
import { type CatalogueService, type ListDecision } from './types.ts';

type SchemaPart = Pick<CatalogueService, 'importSchema' | 'importAgain' | 'schemas' | 'schemaReport' | 'schemaFile'>;

interface ListSource {
  addCodeLists: CatalogueService['addCodeLists'];
  listsOf(provider: TenantId): Promise<CodeListProvider>;
}

/** Reads, resolves, stores. A second import of the same file with the same lists changes nothing. */
export function createSchemas({ db, clock }: Pick<Kernel, 'db' | 'clock'>, source: ListSource): SchemaPart {
  async function importFile(
    provider: TenantId,
    xml: Uint8Array,
    { decisions, before }: { decisions: readonly ListDecision[]; before: readonly ListReplacement[] },
  ) {
    const read = await readOrRefuse(() => readSchema(xml));
    const lists = await source.listsOf(provider);
    const decided = await toReplacements(read.schema, lists, decisions, germanDate(clock.now()));
    const resolved = await resolveCodeLists(read.schema, lists, { replacements: [...decided, ...before] });
    const { schema } = resolved;
    const recognition = recogniseRules(schema);
    const findings = [...read.findings, ...resolved.findings, ...recognition.findings].map(toFinding);
    const missingCodeLists = resolved.status.missing;
    const row = { digest: schemaDigest(xml, schema), tenant: provider, now: clock.now() };
    await db.tx({ tenant: provider }, async (tx) => {
      await insertSchema(tx, { ...row, schema, xml, findings, missingCodeLists });
      await insertSchemaImport(tx, row);
    });
    return { schemaDigest: row.digest, schema, findings, missingCodeLists };
  }

  async function stored(digest: string): Promise<StoredSchema> {
    return found(await db.tx({}, (tx) => selectSchema(tx, digest)));
  }

  return {
    async importSchema({ xml, provider, codeLists, replacements }) {
      const files = codeLists.map((bytes, at) => ({ name: `Codeliste ${String(at + 1)}`, bytes }));
      if (files.length > 0) await source.addCodeLists(provider, files);
      return importFile(provider, xml, { decisions: replacements ?? [], before: [] });
    },
    async importAgain({ schemaDigest: digest, provider, replacements }) {
      const xml = found(await db.tx({}, (tx) => selectSchemaXml(tx, digest)));
      const { schema } = await stored(digest);
      return importFile(provider, xml, { decisions: replacements ?? [], before: replacementsOf(schema) });
    },
    schemas: (provider) => db.tx({ tenant: provider }, (tx) => selectImportedSchemas(tx, provider)),
    schemaFile: (digest) => db.tx({}, (tx) => selectSchemaXml(tx, digest)),
    async schemaReport(provider, digest) {
      const { schema, findings } = await stored(digest);
      const lists = await source.listsOf(provider);
      const missing = [];
      for (const list of missingLists(schema)) {
        const available = list.uri === null ? [] : ((await lists.versions?.(list.uri)) ?? []);
        missing.push({ ...list, available });
      }
      const nodes = [...nodesByPath(schema).values()];
      return {
        digest,
        schema,
        groups: nodes.filter(({ kind }) => kind === 'group').length,
        fields: nodes.filter(({ kind }) => kind === 'field').length,
        rules: schema.rules.length,
        unrecognisedRules: recogniseRules(schema).unrecognised.length,
        findings,
        missing,
        testLists: testLists(schema).map(({ name }) => name),
        replacements: replacementsOf(schema),
      };
    },
  };
}

function found<T>(value: T | null): T {
  if (value === null) throw new AppError('not-found', 'catalogue/schema-not-found');
  return value;
}

/** A decision stands for a list that is missing, and names a version of the same list that is there. */
async function toReplacements(
  schema: SchemaModel,
  lists: CodeListProvider,
  decisions: readonly ListDecision[],
  decidedOn: string,
): Promise<ListReplacement[]> {
  const named = namedLists(schema);
  const replacements: ListReplacement[] = [];
  for (const { list, use, decidedBy, reason } of decisions) {
    const { uri = null, version = null } = named.find(({ name }) => name === list) ?? {};
    if (uri === null || version === null || (await lists.find(uri, version)) !== null)
      throw misfit(list, 'not-missing');
    if ((await lists.find(uri, use)) === null) throw misfit(list, 'unknown-version');
    if (decidedBy.trim() === '' || reason.trim() === '') throw misfit(list, 'unsigned');
    replacements.push({
      canonicalUri: uri,
      version,
      use,
      decidedBy: decidedBy.trim(),
      decidedOn,
      reason: reason.trim(),
    });
  }
  return replacements;
}

function misfit(list: string, code: 'not-missing' | 'unknown-version' | 'unsigned' | 'other-digest'): AppError {
  const problems = [{ field: list, code }];
  return new AppError('invalid', 'catalogue/replacement-misfit', {
    params: { list },
    problems,
    detail: `${list}: ${code}`,
  });
}

async function readOrRefuse<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof XdfError)) throw error;
    throw new AppError('invalid', 'catalogue/schema-unreadable', {
      params: { reason: error.code },
      detail: error.text.en,
      cause: error,
    });
  }
}
