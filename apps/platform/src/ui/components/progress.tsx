import { type VNode } from 'preact';
import { type Lang } from '#kernel/ids';
import { safeHref } from '../safe-href.ts';
import { uiTexts } from '../texts/index.ts';
import { StatusBadge, type Tone } from './badge.tsx';

/** More marks than this would be thinner than their gaps on a small screen. */
const marksUpTo = 20;

/** "Schritt 2 von 5: Anschrift" with a bar that only repeats it. */
export function Progress({ lang, step, of, label }: { lang: Lang; step: number; of: number; label?: string }): VNode {
  const text = uiTexts(lang).step(step, of);
  const marks = Math.min(of, marksUpTo);
  const now = of <= marksUpTo ? step : Math.max(1, Math.ceil((step * marks) / of));
  return (
    <div class="vb-progress">
      <p class="vb-progress__text">{label === undefined ? text : `${text}: ${label}`}</p>
      <div class="vb-progress__bar" aria-hidden="true">
        {Array.from({ length: marks }, (_, i) => (
          <span key={i} class={i + 1 < now ? 'vb-done' : i + 1 === now ? 'vb-now' : undefined} />
        ))}
      </div>
    </div>
  );
}

export interface Task {
  label: string;
  /** Absent while the task cannot be started. */
  href?: string;
  hint?: string;
  status: string;
  tone?: Tone;
}

export function TaskList({ tasks }: { tasks: readonly Task[] }): VNode {
  return (
    <ul class="vb-tasks">
      {tasks.map((task, i) => (
        <li key={i}>
          <span class="vb-tasks__text">
            {task.href === undefined ? task.label : <a href={safeHref(task.href)}>{task.label}</a>}
            {task.hint === undefined ? null : <span class="vb-tasks__hint">{task.hint}</span>}
          </span>
          <StatusBadge label={task.status} {...(task.tone === undefined ? {} : { tone: task.tone })} />
        </li>
      ))}
    </ul>
  );
}
