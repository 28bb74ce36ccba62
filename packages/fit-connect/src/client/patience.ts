/** A time-out for each wait for the other side, however many there are. Time in which we are busy does not count. */
export type Patience = { begin(): void; end(): void };

/** `onLost` is called when one wait lasts longer than `milliseconds`, with the reason. */
export function createPatience(milliseconds: number, onLost: (reason: Error) => void): Patience {
  let timer: NodeJS.Timeout | undefined;
  const end = (): void => clearTimeout(timer);
  return {
    end,
    begin() {
      end();
      timer = setTimeout(() => {
        onLost(new DOMException(`no progress for ${milliseconds} ms`, 'TimeoutError'));
      }, milliseconds);
    },
  };
}
