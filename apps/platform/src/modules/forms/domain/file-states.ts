/**
 * Where a file stands on its way through the check. It leaves quarantine by one door only: `clean`. An installation
 * without a scanner (never in production) keeps files `unscanned` and says so.
 */
export type FileState = 'waiting' | 'scanner-down' | 'clean' | 'infected' | 'refused' | 'unscanned';

/** What happens to a file; the scanner's answers and the connection of a scanner. */
export type FileEvent = 'scanner-connected' | 'found-clean' | 'found-infected' | 'found-unfit' | 'scanner-silent';

/** Event → allowed state → next state. The trigger of migration 0002 holds the same pairs. */
export const fileSteps: Readonly<Record<FileEvent, Partial<Record<FileState, FileState>>>> = {
  'scanner-connected': { unscanned: 'waiting' },
  'found-clean': { waiting: 'clean', 'scanner-down': 'clean' },
  'found-infected': { waiting: 'infected', 'scanner-down': 'infected' },
  'found-unfit': { waiting: 'refused', 'scanner-down': 'refused' },
  'scanner-silent': { waiting: 'scanner-down', 'scanner-down': 'scanner-down' },
};

/** Null: this cannot happen to a file in that state, or not any more. */
export function nextFileState(state: FileState, event: FileEvent): FileState | null {
  return fileSteps[event][state] ?? null;
}

/** States from which an event leads on; for the condition of an update. */
export function statesBefore(event: FileEvent): FileState[] {
  return fileStates.filter((state) => nextFileState(state, event) !== null);
}

export const fileStates: readonly FileState[] = [
  'waiting',
  'scanner-down',
  'clean',
  'infected',
  'refused',
  'unscanned',
];

/** Its content was deleted when this was found; only the note for the person is left. */
export function isGone(state: FileState): boolean {
  return state === 'infected' || state === 'refused';
}

/** Whether a file may be sent. `hasScanner` false: nobody can check, which the person is told. */
export function maySend(state: FileState, hasScanner: boolean): boolean {
  return state === 'clean' || (state === 'unscanned' && !hasScanner);
}
