import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { listingStates, type Statement } from '../types.ts';

const closed = { additionalProperties: false } as const;
// Structured text only, as in manifests.
const plain = (maxLength: number) => Type.String({ maxLength, pattern: '^[^<>\\u0000-\\u0008\\u000b-\\u001f]*$' });
const both = (maxLength: number) => Type.Object({ de: plain(maxLength), en: plain(maxLength) }, closed);
const day = Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$' });
const version = plain(60);

const statementSchema = Type.Object(
  {
    state: Type.Enum(listingStates),
    knownErrors: Type.Array(
      Type.Object(
        { id: plain(60), text: both(2000), since: day, version, solvedIn: Type.Union([version, Type.Null()]) },
        closed,
      ),
      { maxItems: 100 },
    ),
    endOfSupport: Type.Array(Type.Object({ version, date: day }, closed), { maxItems: 200 }),
    releasePlan: Type.Array(Type.Object({ version, date: day, text: both(2000) }, closed), { maxItems: 100 }),
  },
  closed,
);
const validator = Compile(statementSchema);

/** What a provider says; null when it is not of that form. */
export const parseStatement = (value: unknown): Statement | null => (validator.Check(value) ? value : null);

/** Nothing was said yet. */
export const noStatement: Statement = { state: 'available', knownErrors: [], endOfSupport: [], releasePlan: [] };
