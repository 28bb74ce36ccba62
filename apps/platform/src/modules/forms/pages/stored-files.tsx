import { type Lang } from '#kernel/ids';
import { type StoredFile } from '#ui';
import { type FilesControl } from '../domain/blocks.ts';
import { checkedDetails } from '../domain/file-flags.ts';
import { type FileState, isGone } from '../domain/file-states.ts';
import { groupedHash } from '../domain/summary.ts';
import { formsPaths } from '../paths.ts';
import { flagText, formsTexts } from '../texts/index.ts';

const shownHashChars = 8;

/** The files of a control as the list beside the input shows them: state of the check, what is odd, and the hash. */
export function storedFiles(
  control: FilesControl,
  of: { draft: string; fileStates?: ReadonlyMap<string, FileState> },
  lang: Lang,
): StoredFile[] {
  const t = formsTexts(lang);
  return control.values.flatMap((value): StoredFile[] => {
    if (typeof value !== 'object') return [];
    const state = of.fileStates?.get(value.fileId) ?? 'waiting';
    const { sha256, flags } = checkedDetails(value);
    const canOpen = of.draft !== '' && (state === 'clean' || state === 'unscanned');
    return [
      {
        id: value.fileId,
        filename: value.filename,
        bytes: value.size,
        note: [t.fileStates[state], flagText(lang, flags)].filter((text) => text !== '').join(', '),
        isBad: isGone(state),
        ...(canOpen ? { href: formsPaths.upload(of.draft, value.fileId) } : {}),
        ...(sha256 === null
          ? {}
          : {
              details: {
                summary: t.fileHash(`${sha256.slice(0, shownHashChars)}…`),
                text: `${t.fileHashText} ${groupedHash(sha256)}`,
              },
            }),
      },
    ];
  });
}
