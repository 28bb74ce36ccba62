const counters = {
  handed_over: 'Submissions handed over to the back office',
  rejected: 'Submissions rejected',
  given_up: 'Submissions handed over that the service had rejected before',
  replies_sent: 'Replies sent',
  replies_failed: 'Replies put into the folder failed',
  postponed: 'Submissions or replies that could not be finished now',
  polls: 'Polls that succeeded',
  polls_failed: 'Polls that failed',
} as const;

export type Counter = keyof typeof counters;
export type Metrics = { count(name: Counter): void; lastSuccess: number | undefined; text(): string };

export function createMetrics(): Metrics {
  const values = new Map<Counter, number>();
  return {
    lastSuccess: undefined,
    count: (name) => void values.set(name, (values.get(name) ?? 0) + 1),
    text() {
      const lines = Object.entries(counters).flatMap(([name, help]) => {
        const full = `verbund_connector_${name}_total`;
        const value = [...values].find(([counter]) => counter === name)?.[1] ?? 0;
        return [`# HELP ${full} ${help}`, `# TYPE ${full} counter`, `${full} ${value}`];
      });
      const last = 'verbund_connector_last_success_timestamp_seconds';
      const at = this.lastSuccess === undefined ? [] : [`${last} ${Math.floor(this.lastSuccess / 1000)}`];
      return `${[...lines, `# HELP ${last} End of the last poll without failure`, `# TYPE ${last} gauge`, ...at].join('\n')}\n`;
    },
  };
}
