/** Remembers that the receiver seems to be down, so that not every submission has to find that out. */
export type TargetPause = {
  /** Nothing is to be handed over now. */
  isOn(): boolean;
  /** The pause is over, nothing has succeeded since: one attempt will tell. */
  isProbing(): boolean;
  /** One attempt failed. True when it is enough for now. */
  failed(): boolean;
  succeeded(): void;
  until(): number;
};

const enoughFailures = 3;
const longestMs = 900_000;

/** @param firstMs length of the first pause; each further one is twice as long, up to a quarter of an hour */
export function createTargetPause(clock: () => number, firstMs: number): TargetPause {
  let until = 0;
  let pauses = 0;
  let inARow = 0;
  return {
    isOn: () => clock() < until,
    isProbing: () => pauses > 0 && clock() >= until,
    failed() {
      inARow += 1;
      if (pauses === 0 && inARow < enoughFailures) return false;
      until = clock() + Math.min(firstMs * 2 ** pauses, longestMs);
      pauses += 1;
      return true;
    },
    succeeded() {
      [until, pauses, inARow] = [0, 0, 0];
    },
    until: () => until,
  };
}
