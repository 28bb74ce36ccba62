import { unavailable } from './clamd-connection.ts';
import { type Scanner } from './types.ts';

/** Demo and test without VERBUND_CLAMD. It says of nothing that it is clean. */
export const noScanner: Scanner = {
  isConnected: false,
  scan: async () => {
    throw unavailable('no scanner is set');
  },
  version: async () => {
    throw unavailable('no scanner is set');
  },
};
