import { isUuid } from '#kernel/ids';
import { callerTx, sidesOf, type Caller } from './caller.ts';
import { type PageRequest } from './domain/limits.ts';
import { noCase } from './errors.ts';
import { listCases, selectCase, type CaseItem, type CaseRow } from './store/cases.ts';
import { type TransportKernel } from './transport-kernel.ts';

/** Cases as both sides see them (reference 9.3). */
export interface Cases {
  list(caller: Caller, page: PageRequest): Promise<{ total: number; rows: CaseRow[] }>;
  get(caller: Caller, caseId: string): Promise<CaseRow & { items: CaseItem[] }>;
}

export function createCases({ db }: TransportKernel): Cases {
  return {
    list: (caller, page) => callerTx(db, caller, (tx) => listCases(tx, caller.client, sidesOf(caller), page)),
    async get(caller, caseId) {
      const found = isUuid(caseId) ? await callerTx(db, caller, (tx) => selectCase(tx, caseId, sidesOf(caller))) : null;
      if (!found) throw noCase();
      return found;
    },
  };
}
