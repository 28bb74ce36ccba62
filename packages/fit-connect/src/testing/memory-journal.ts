import { type DeliveryJournal, type DeliveryProgress } from '../client/delivery-progress.ts';

/** A journal in memory. `saves` counts; `progress` is what a restarted process would find. */
export function memoryJournal(
  start?: DeliveryProgress,
): DeliveryJournal & { readonly progress: DeliveryProgress | undefined; readonly saves: number } {
  let progress = start;
  let saves = 0;
  return {
    get progress() {
      return progress;
    },
    get saves() {
      return saves;
    },
    async load() {
      return progress && structuredClone(progress);
    },
    async save(next) {
      saves += 1;
      progress = structuredClone(next);
    },
  };
}
