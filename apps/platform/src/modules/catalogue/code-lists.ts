import {
  type CodeList,
  type CodeListProvider,
  compareListVersions,
  isSameCodeList,
  readCodeList,
  XdfError,
} from '@verbund/xdatenfelder';
import { AppError } from '#kernel/errors';
import { isUuid, newUuid, type TenantId } from '#kernel/ids';
import { type Kernel } from '#kernel/module';
import { type IdentityService } from '#modules/identity';
import {
  type CodeListRow,
  insertCodeList,
  type ListOwners,
  selectCodeList,
  selectCodeLists,
  selectListVersions,
  selectListXml,
} from './store/code-lists.ts';
import { type CatalogueService, type CodeListEntry } from './types.ts';

type CodeListPart = Pick<CatalogueService, 'codeLists' | 'codeList' | 'addCodeLists'> & {
  /** The store as the import asks it. */
  listsOf(provider: TenantId): Promise<CodeListProvider>;
  /** A version as it was uploaded. */
  listFile(provider: TenantId, list: Pick<CodeList, 'canonicalUri' | 'version'>): Promise<Uint8Array | null>;
};

/** Immutable versions of code lists, on disk in the database: nothing is fetched from outside. */
export function createCodeLists(
  { db, clock }: Pick<Kernel, 'db' | 'clock'>,
  identity: Pick<IdentityService, 'operatorTenant'>,
): CodeListPart {
  const ownersOf = async (own: TenantId): Promise<ListOwners> => ({
    own,
    operator: (await identity.operatorTenant()).id,
  });

  async function stored(owners: ListOwners, list: Pick<CodeList, 'canonicalUri' | 'version'>) {
    const found = await db.tx({}, (tx) => selectListXml(tx, owners, list));
    return found && { id: found.id, list: await readCodeList(found.xml) };
  }

  async function add(owners: ListOwners, name: string, xml: Uint8Array): Promise<{ id: string; isNew: boolean }> {
    const list = await readOrRefuse(name, xml);
    const known = await stored(owners, list);
    if (known !== null) return { id: sameOrRefuse(known, list), isNew: false };
    const id = newUuid();
    const row = { id, tenant: owners.own, list, xml, now: clock.now() };
    if (await db.tx({ tenant: owners.own }, (tx) => insertCodeList(tx, row))) return { id, isNew: true };
    const other = await stored(owners, list);
    return { id: other === null ? id : sameOrRefuse(other, list), isNew: false };
  }

  return {
    async codeLists(provider) {
      const owners = await ownersOf(provider);
      const rows = await db.tx({}, (tx) => selectCodeLists(tx, owners));
      return rows.map((row) => toEntry(row, owners)).sort(byListAndVersion);
    },
    async codeList(provider, id) {
      if (!isUuid(id)) return null;
      const owners = await ownersOf(provider);
      const row = await db.tx({}, (tx) => selectCodeList(tx, owners, id));
      return row && { ...toEntry(row, owners), xml: row.xml, content: await readCodeList(row.xml) };
    },
    async addCodeLists(provider, files) {
      const owners = await ownersOf(provider);
      const added = [];
      for (const { name, bytes } of files) added.push(await add(owners, name, bytes));
      const entries = new Map(
        (await db.tx({}, (tx) => selectCodeLists(tx, owners))).map((row) => [row.code_list_id, toEntry(row, owners)]),
      );
      return added.flatMap(({ id, isNew }) => {
        const entry = entries.get(id);
        return entry === undefined ? [] : [{ ...entry, isNew }];
      });
    },
    async listFile(provider, list) {
      const owners = await ownersOf(provider);
      return (await db.tx({}, (tx) => selectListXml(tx, owners, list)))?.xml ?? null;
    },
    async listsOf(provider) {
      const owners = await ownersOf(provider);
      const versions = async (uri: string): Promise<string[]> =>
        (await db.tx({}, (tx) => selectListVersions(tx, owners, uri))).toSorted(compareListVersions);
      const read = new Map<string, CodeList | null>();
      return {
        versions,
        async find(canonicalUri, wanted) {
          const version = wanted ?? (await versions(canonicalUri)).at(-1);
          if (version === undefined) return null;
          const key = JSON.stringify([canonicalUri, version]);
          const list = read.get(key) ?? (await stored(owners, { canonicalUri, version }))?.list ?? null;
          read.set(key, list);
          return list;
        },
      };
    },
  };
}

function toEntry(row: CodeListRow, { own, operator }: ListOwners): CodeListEntry {
  return {
    id: row.code_list_id,
    canonicalUri: row.canonical_uri,
    version: row.version,
    canonicalVersionUri: row.canonical_version_uri,
    name: row.name,
    codes: row.code_count,
    test: row.is_test,
    shared: row.tenant_id === operator && own !== operator,
    addedAt: row.added_at,
  };
}

function byListAndVersion(a: CodeListEntry, b: CodeListEntry): number {
  if (a.canonicalUri !== b.canonicalUri) return a.canonicalUri < b.canonicalUri ? -1 : 1;
  return compareListVersions(a.version, b.version);
}

function sameOrRefuse(known: { id: string; list: CodeList }, list: CodeList): string {
  if (isSameCodeList(known.list, list)) return known.id;
  throw new AppError('conflict', 'catalogue/code-list-changed', {
    params: { list: list.canonicalVersionUri },
    problems: [{ field: list.canonicalVersionUri, code: 'changed' }],
    detail: `the code list ${list.canonicalVersionUri} is there already with other content`,
  });
}

/** Longer than any real name by far, and short enough for the index of the store. */
const maxNameBytes = 1000;

async function readOrRefuse(name: string, xml: Uint8Array): Promise<CodeList> {
  try {
    const list = await readCodeList(xml);
    if (Buffer.byteLength(list.canonicalUri + list.version) > maxNameBytes) {
      throw new XdfError('xdf/too-large', {
        de: `Kennung und Version der Codeliste haben zusammen mehr als ${maxNameBytes} Zeichen.`,
        en: `The identifier and version of the code list have more than ${maxNameBytes} characters.`,
      });
    }
    return list;
  } catch (error) {
    if (!(error instanceof XdfError)) throw error;
    throw new AppError('invalid', 'catalogue/code-list-unreadable', {
      params: { file: name, reason: error.code },
      problems: [{ field: name, code: error.code }],
      detail: `${name}: ${error.text.en}`,
      cause: error,
    });
  }
}
