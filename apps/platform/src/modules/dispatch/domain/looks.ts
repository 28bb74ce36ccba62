const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A program decides within seconds, a person within days; each wait costs one signed log to read. */
const waits = [
  { youngerThan: 10 * second, wait: second },
  { youngerThan: 2 * minute, wait: 5 * second },
  { youngerThan: hour, wait: 20 * second },
  { youngerThan: day, wait: 5 * minute },
  { youngerThan: 30 * day, wait: 30 * minute },
] as const;

/** When to read the event log of a submission again. */
export function nextLook(submittedAt: Date, now: Date): Date {
  const age = now.getTime() - submittedAt.getTime();
  const found = waits.find(({ youngerThan }) => age < youngerThan);
  return new Date(now.getTime() + (found?.wait ?? 6 * hour));
}
