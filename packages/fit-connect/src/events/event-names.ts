/** Event URIs of the security event log (reference 7.3). */
export const eventPrefix = 'https://schema.fitko.de/fit-connect/events/';

/** Payload schema the v2 service writes and demands; 1.0.0 is refused there. */
export const setPayloadSchema = 'https://schema.fitko.de/fit-connect/set-payload/1.2.2/set-payload.schema.json';

export type ItemKind = 'submission' | 'reply';
export type EventAction = 'create' | 'submit' | 'notify' | 'forward' | 'accept' | 'reject' | 'delete';
export type EventName = `${Exclude<EventAction, 'forward'>}-${ItemKind}` | 'forward-submission';

export const eventNames = [
  'create-submission',
  'submit-submission',
  'notify-submission',
  'forward-submission',
  'accept-submission',
  'reject-submission',
  'delete-submission',
  'create-reply',
  'submit-reply',
  'notify-reply',
  'accept-reply',
  'reject-reply',
  'delete-reply',
] as const satisfies readonly EventName[];

const parts = {
  'create-submission': { action: 'create', kind: 'submission' },
  'submit-submission': { action: 'submit', kind: 'submission' },
  'notify-submission': { action: 'notify', kind: 'submission' },
  'forward-submission': { action: 'forward', kind: 'submission' },
  'accept-submission': { action: 'accept', kind: 'submission' },
  'reject-submission': { action: 'reject', kind: 'submission' },
  'delete-submission': { action: 'delete', kind: 'submission' },
  'create-reply': { action: 'create', kind: 'reply' },
  'submit-reply': { action: 'submit', kind: 'reply' },
  'notify-reply': { action: 'notify', kind: 'reply' },
  'accept-reply': { action: 'accept', kind: 'reply' },
  'reject-reply': { action: 'reject', kind: 'reply' },
  'delete-reply': { action: 'delete', kind: 'reply' },
} as const satisfies Record<EventName, { action: EventAction; kind: ItemKind }>;

/** The name as security event tokens carry it. */
export function eventUri(name: EventName): string {
  return `${eventPrefix}${name}`;
}

/** Undefined for an event this version does not know. */
export function parseEventUri(uri: string): EventName | undefined {
  return eventNames.find((name) => eventUri(name) === uri);
}

/** What happened and to which kind of item. */
export function eventParts(name: EventName): { action: EventAction; kind: ItemKind } {
  return parts[name];
}
