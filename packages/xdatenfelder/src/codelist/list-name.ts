import { type CodeListReference } from '../model.ts';

/** Name of a referenced list as reports show it and `CodeListStatus` counts it. */
export function nameOf(reference: CodeListReference): string {
  const joined =
    reference.canonicalUri !== null && reference.version !== null
      ? `${reference.canonicalUri}_${reference.version}`
      : reference.canonicalUri;
  return reference.canonicalVersionUri ?? joined ?? '?';
}
