/** A time-out for each wait for the other side, however many there are. Time in which we are busy does not count. */
export type Patience = { readonly signal: AbortSignal; begin(): void; end(): void };

/** `signal` aborts when one wait lasts longer than `milliseconds`. */
export function createPatience(milliseconds: number): Patience {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const end = (): void => clearTimeout(timer);
  return {
    signal: controller.signal,
    end,
    begin() {
      end();
      timer = setTimeout(() => {
        controller.abort(new DOMException(`no progress for ${milliseconds} ms`, 'TimeoutError'));
      }, milliseconds);
    },
  };
}
