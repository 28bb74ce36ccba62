import { isUuid } from '#kernel/ids';
import { newSubmissionsBody } from '@verbund/fit-connect';
import { call, type CallParts } from './callback-call.ts';
import { type CallResult } from './domain/callback-plan.ts';
import { findCallbackOwner, selectTarget } from './store/callback-targets.ts';
import { allDeadCalls, dismissDeadCalls, retryDeadCalls } from './store/callbacks.ts';
import { outboundTexts, type OutboundTexts } from './texts/outbound.ts';
import { type TransportKernel } from './transport-kernel.ts';
import { type TransportService } from './types.ts';

/** What self-service and operations do with callbacks; the calls themselves are made by the sender loop. */
export type Callbacks = Pick<TransportService, 'testCallback' | 'deadCallbacks' | 'retryCallback' | 'dismissCallback'>;

export function createCallbacks(parts: TransportKernel & CallParts): Callbacks {
  const { db, clock } = parts;

  async function findTarget(destinationId: string) {
    const owner = isUuid(destinationId) ? await db.tx({}, (tx) => findCallbackOwner(tx, destinationId)) : null;
    return owner && db.tx({ client: owner }, (tx) => selectTarget(tx, destinationId));
  }

  return {
    async testCallback(destinationId) {
      const target = await findTarget(destinationId);
      const started = clock.now().getTime();
      const result = target ? await call(parts, target, newSubmissionsBody([])) : noCallback;
      const milliseconds = clock.now().getTime() - started;
      const { ok, status } = result;
      const reason = { de: inWords(result, outboundTexts.de), en: inWords(result, outboundTexts.en) };
      return { ok, status, milliseconds, reason };
    },

    async deadCallbacks() {
      const rows = await db.tx({}, allDeadCalls);
      return rows.map((row) => ({
        id: `${row.target_id}.${row.kind}`,
        name: `${row.kind} → ${row.host} (${row.calls})`,
        payload: { target: row.target_id },
        attempts: row.attempts,
        failedAt: row.died_at,
        reason: row.reason,
      }));
    },

    async retryCallback(id) {
      const [target, kind] = parseId(id);
      if (target) await db.tx({}, (tx) => retryDeadCalls(tx, target, kind, clock.now()));
    },

    async dismissCallback(id) {
      const [target, kind] = parseId(id);
      if (target) await db.tx({}, (tx) => dismissDeadCalls(tx, target, kind));
    },
  };
}

const noCallback: CallResult = { ok: false, status: null, reason: 'transport/no-callback' };

function parseId(id: string): [target: string | null, kind: string] {
  const [target = '', kind = ''] = id.split('.');
  return [isUuid(target) ? target : null, kind];
}

function inWords({ ok, status, reason }: CallResult, { callback: t }: OutboundTexts): string {
  if (ok) return t.ok;
  if (status !== null) {
    if (status >= 300 && status < 400) return t.redirect(status);
    return status === 401 || status === 403 ? t.denied(status) : t.status(status);
  }
  const words: Readonly<Record<string, string>> = {
    'transport/no-callback': t.missing,
    'transport/callback-secret-unreadable': t.unreadable,
    'outgoing/address-refused': t.addressRefused,
    'outgoing/url-refused': t.urlRefused,
    'outgoing/timeout': t.timeout,
    'outgoing/response-too-large': t.tooLarge,
  };
  return words[reason] ?? t.unreachable;
}
