import { type VNode } from 'preact';

export type Tone = 'neutral' | 'info' | 'success' | 'warning' | 'danger';

/** Status in words; colour and icon only repeat it. */
export function StatusBadge({ label, tone }: { label: string; tone?: Tone }): VNode {
  const kind = tone ?? 'neutral';
  return (
    <span
      class={
        kind === 'neutral'
          ? 'kern-badge kern-badge--small vb-badge--neutral'
          : `kern-badge kern-badge--small kern-badge--${kind}`
      }
    >
      {kind === 'neutral' ? null : <span class={`kern-icon kern-icon--${kind} kern-icon--small`} aria-hidden="true" />}
      <span class="kern-label">{label}</span>
    </span>
  );
}
