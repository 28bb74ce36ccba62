import { type ComponentChildren, type VNode } from 'preact';

interface ChartProps {
  /** Of the page; ids inside are made from it. */
  id: string;
  /** What the chart shows, read first. */
  title: string;
  /** What is to be seen in it, in one or two sentences. */
  description: string;
  /** Writes a value at the axis; short. */
  format: (value: number) => string;
}

export interface LineChartProps extends ChartProps {
  labels: readonly string[];
  /** At most three: lines differ in marks and dashes, not only in colour. */
  series: readonly { label: string; values: readonly number[] }[];
}

export interface BarChartProps extends ChartProps {
  bars: readonly {
    label: string;
    /** From the bottom up, one for each of `parts`. */
    values: readonly number[];
    /** Ends of a line over the bar: the lowest and highest case. */
    range?: { low: number; high: number };
  }[];
  /** At most three: they differ in pattern, not only in colour. */
  parts: readonly string[];
  rangeLabel?: string;
}

const width = 320;
const plot = { right: 318, top: 10, bottom: 196 };
/** Of a digit at the size of letters in charts.css. */
const letterWidth = 7.6;
const height = 226;

/** Up to the next round number, in at most four steps. */
function ticksTo(max: number): readonly number[] {
  if (max <= 0) return [0, 1];
  const raw = max / 4;
  const magnitude = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * magnitude).find((size) => size >= raw) ?? raw;
  return Array.from({ length: Math.ceil(max / step) + 1 }, (_, at) => at * step);
}

type Scale = (value: number) => number;

function scaleOf(ticks: readonly number[]): Scale {
  const top = ticks.at(-1) ?? 1;
  return (value) => round(plot.bottom - (Math.max(0, value) / top) * (plot.bottom - plot.top));
}

const round = (value: number): number => Math.round(value * 10) / 10;

function Frame(
  p: ChartProps & { legend: readonly { label: string; sample: VNode }[]; children: ComponentChildren },
): VNode {
  return (
    <figure class="vb-chart">
      <svg
        viewBox={`0 0 ${String(width)} ${String(height)}`}
        role="img"
        aria-labelledby={`${p.id}-titel`}
        aria-describedby={`${p.id}-beschreibung`}
      >
        <title id={`${p.id}-titel`}>{p.title}</title>
        <desc id={`${p.id}-beschreibung`}>{p.description}</desc>
        {p.children}
      </svg>
      <figcaption>
        <strong>{p.title}</strong>
        <ul>
          {p.legend.map(({ label, sample }) => (
            <li key={label}>
              <svg viewBox="0 0 28 14" aria-hidden="true">
                {sample}
              </svg>
              {label}
            </li>
          ))}
        </ul>
      </figcaption>
    </figure>
  );
}

/** As wide as the longest value beside the axis needs. */
const leftOf = (ticks: readonly number[], format: ChartProps['format']): number =>
  round(Math.max(...ticks.map((tick) => format(tick).length)) * letterWidth + 8);

function Grid({ ticks, y, format }: { ticks: readonly number[]; y: Scale; format: ChartProps['format'] }): VNode {
  const left = leftOf(ticks, format);
  return (
    <g aria-hidden="true">
      {ticks.map((tick) => (
        <g key={tick}>
          <line class="vb-chart__grid" x1={left} x2={plot.right} y1={y(tick)} y2={y(tick)} />
          <text x={left - 6} y={y(tick) + 5} text-anchor="end">
            {format(tick)}
          </text>
        </g>
      ))}
    </g>
  );
}

function Labels({ labels, x }: { labels: readonly string[]; x: (at: number) => number }): VNode {
  return (
    <g aria-hidden="true">
      {labels.map((label, at) => (
        <text key={at} x={x(at)} y={plot.bottom + 20} text-anchor="middle">
          {label}
        </text>
      ))}
    </g>
  );
}

const band = (left: number, count: number): number => (plot.right - left) / Math.max(1, count);
const middleOf = (left: number, count: number) => (at: number) => round(left + band(left, count) * (at + 0.5));

function Mark({ x, y, series }: { x: number; y: number; series: number }): VNode {
  if (series === 0) return <circle class="vb-chart__mark--0" cx={x} cy={y} r={4.5} />;
  if (series === 1) return <rect class="vb-chart__mark--1" x={x - 4} y={y - 4} width={8} height={8} />;
  return <path class="vb-chart__mark--2" d={`M${String(x)} ${String(y - 5)}l5 9h-10z`} />;
}

/** Lines over labelled steps. A table with the same numbers belongs below it. */
export function LineChart(p: LineChartProps): VNode {
  const ticks = ticksTo(Math.max(0, ...p.series.flatMap(({ values }) => values)));
  const y = scaleOf(ticks);
  const x = middleOf(leftOf(ticks, p.format), p.labels.length);
  return (
    <Frame
      {...p}
      legend={p.series.map(({ label }, series) => ({
        label,
        sample: (
          <>
            <line class={`vb-chart__line--${String(series)}`} x1={1} x2={27} y1={7} y2={7} />
            <Mark x={14} y={7} series={series} />
          </>
        ),
      }))}
    >
      <Grid ticks={ticks} y={y} format={p.format} />
      {p.series.map(({ label, values }, series) => (
        <g key={label} aria-hidden="true">
          <polyline
            class={`vb-chart__line--${String(series)}`}
            points={values.map((value, at) => `${String(x(at))},${String(y(value))}`).join(' ')}
          />
          {values.map((value, at) => (
            <Mark key={at} x={x(at)} y={y(value)} series={series} />
          ))}
        </g>
      ))}
      <Labels labels={p.labels} x={x} />
    </Frame>
  );
}

/** Stripes and dots in the colour of text: seen without colours, in print and with forced colours. */
function Patterns({ id }: { id: string }): VNode {
  return (
    <defs>
      <pattern id={`${id}-muster-1`} width={7} height={7} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <line class="vb-chart__stripe" x1={0} y1={0} x2={0} y2={7} />
      </pattern>
      <pattern id={`${id}-muster-2`} width={7} height={7} patternUnits="userSpaceOnUse">
        <circle class="vb-chart__dot" cx={3.5} cy={3.5} r={1.5} />
      </pattern>
    </defs>
  );
}

function BarPart(p: { id: string; part: number; x: number; y: number; width: number; height: number }): VNode {
  const { x, y, width: w, height: h } = p;
  return (
    <rect
      class={`vb-chart__part--${String(p.part)}`}
      {...{ x, y, width: w, height: h }}
      fill={p.part === 0 ? undefined : `url(#${p.id}-muster-${String(p.part)})`}
    />
  );
}

function RangeLine({ x, top, bottom }: { x: number; top: number; bottom: number }): VNode {
  const path = `M${String(x - 6)} ${String(top)}h12M${String(x)} ${String(top)}V${String(bottom)}M${String(x - 6)} ${String(bottom)}h12`;
  return (
    <>
      <path class="vb-chart__range-halo" d={path} />
      <path class="vb-chart__range" d={path} />
    </>
  );
}

/** Stacked bars, with a line from the lowest to the highest case. A table with the same numbers belongs below it. */
export function BarChart(p: BarChartProps): VNode {
  const tops = p.bars.map(({ values, range }) =>
    Math.max(
      values.reduce((a, b) => a + Math.max(0, b), 0),
      range?.high ?? 0,
    ),
  );
  const ticks = ticksTo(Math.max(0, ...tops));
  const y = scaleOf(ticks);
  const left = leftOf(ticks, p.format);
  const x = middleOf(left, p.bars.length);
  const wide = round(Math.min(44, band(left, p.bars.length) * 0.6));
  const parts = p.parts.map((label, part) => ({
    label,
    sample: <BarPart id={p.id} part={part} x={1} y={1} width={26} height={12} />,
  }));
  const range = { label: p.rangeLabel ?? '', sample: <RangeLine x={14} top={1} bottom={13} /> };
  return (
    <Frame {...p} legend={p.rangeLabel === undefined ? parts : [...parts, range]}>
      <Patterns id={p.id} />
      <Grid ticks={ticks} y={y} format={p.format} />
      {p.bars.map(({ label, values, range: ends }, at) => {
        let below = 0;
        return (
          <g key={label} aria-hidden="true">
            {values.map((value, part) => {
              const from = below;
              below += Math.max(0, value);
              return (
                <BarPart
                  key={part}
                  id={p.id}
                  part={part}
                  x={round(x(at) - wide / 2)}
                  y={y(below)}
                  width={wide}
                  height={round(y(from) - y(below))}
                />
              );
            })}
            {ends === undefined ? null : <RangeLine x={x(at)} top={y(ends.high)} bottom={y(ends.low)} />}
          </g>
        );
      })}
      <Labels labels={p.bars.map(({ label }) => label)} x={x} />
    </Frame>
  );
}
