const counters = {
  handed_over: 'Submissions handed over to the back office',
  rejected: 'Submissions rejected',
  given_up: 'Submissions that the service ended before they were handed over or accepted',
  replies_sent: 'Replies sent',
  replies_failed: 'Replies that could not be sent for good',
  replies_accepted: 'Replies that the applicant’s side accepted',
  replies_rejected: 'Replies that the applicant’s side rejected',
  postponed: 'Attempts with a submission or reply that have to be repeated',
  polls: 'Rounds that succeeded',
  polls_failed: 'Rounds in which something had to be postponed',
} as const;

const gauges = {
  waiting: 'Submissions that are not settled yet',
  replies_waiting: 'Replies that are not sent yet',
  oldest_waiting_seconds: 'Age of the oldest submission that is not settled, as far as this process knows',
  last_success_timestamp_seconds: 'End of the last round without failure',
} as const;

export type Counter = keyof typeof counters;
export type Gauge = keyof typeof gauges;

/** Figures of one destination. */
export type Metrics = {
  count(name: Counter): void;
  set(name: Gauge, value: number): void;
  value(name: Counter | Gauge): number | undefined;
};

export function createMetrics(): Metrics {
  const values = new Map<Counter | Gauge, number>();
  return {
    count: (name) => void values.set(name, (values.get(name) ?? 0) + 1),
    set: (name, value) => void values.set(name, value),
    value: (name) => values.get(name),
  };
}

/** The text format of Prometheus 0.0.4. */
export function metricsText(all: ReadonlyMap<string, Metrics>): string {
  const lines: string[] = [];
  const add = (
    full: string,
    help: string,
    type: 'counter' | 'gauge',
    pick: (metrics: Metrics) => number | undefined,
  ) => {
    lines.push(`# HELP ${full} ${help}`, `# TYPE ${full} ${type}`);
    for (const [name, metrics] of all) {
      const value = pick(metrics);
      if (value !== undefined) lines.push(`${full}{destination="${name}"} ${value}`);
    }
  };
  for (const [name, help] of entriesOf(counters))
    add(`verbund_connector_${name}_total`, help, 'counter', (metrics) => metrics.value(name) ?? 0);
  for (const [name, help] of entriesOf(gauges))
    add(`verbund_connector_${name}`, help, 'gauge', (metrics) => metrics.value(name));
  return `${lines.join('\n')}\n`;
}

function entriesOf<K extends string>(table: Readonly<Record<K, string>>): [K, string][] {
  return Object.entries<string>(table) as [K, string][];
}
