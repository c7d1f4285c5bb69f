import 'uplot/dist/uPlot.min.css';
import { useEffect, useId, useRef, useState } from 'react';
import UPlot from 'uplot';
import { Button } from '../../kit/index.js';
import { inkOf, onThemeChange } from '../../kit/chart-ink.js';
import { lossRows, lossText, onLogScale, type LossLines } from './loss-lines.js';
import css from './Training.module.css';

interface LossChartProps {
  readonly lines: LossLines;
  readonly isLog: boolean;
  /** Whether there is a smoothed line above the raw one. */
  readonly isSmooth: boolean;
  /** What the lines say, for who cannot see them. */
  readonly summary: string;
}

const HEIGHT = 260;

/** LossChart draws the loss over the steps, beside a sentence that says the same and a table on demand. */
export function LossChart(props: LossChartProps) {
  const [isTable, setTable] = useState(false);
  const id = useId();
  return (
    <figure className={css.figureBox} aria-label="Loss over the steps" aria-describedby={id}>
      {isTable ? <LossTable lines={props.lines} /> : <Plot {...props} />}
      <div className={css.legend}>
        <figcaption id={id} className={css.muted}>
          {props.summary}
        </figcaption>
        <Button look="quiet" onPress={() => setTable(!isTable)} isPressed={isTable}>
          Show as table<span className="unseen">: loss</span>
        </Button>
      </div>
    </figure>
  );
}

function Plot({ lines, isLog, isSmooth }: LossChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot>(undefined);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const made = new UPlot(optionsOf(element, isLog, isSmooth), [[], [], []], element);
    plot.current = made;
    const resized = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT }));
    resized.observe(element);
    const unwatch = onThemeChange(() => made.redraw());
    return () => {
      resized.disconnect();
      unwatch();
      made.destroy();
      plot.current = undefined;
    };
  }, [isLog, isSmooth]);
  useEffect(() => {
    const [raw, smooth] = [lines.raw, lines.smooth].map((all) => (isLog ? onLogScale(all) : [...all]));
    plot.current?.setData([[...lines.steps], raw ?? [], smooth ?? []]);
  }, [lines, isLog, isSmooth]);
  return <div ref={place} className={css.plot} role="img" aria-label="Loss over the steps" />;
}

function optionsOf(element: HTMLElement, isLog: boolean, isSmooth: boolean): UPlot.Options {
  const axis = {
    stroke: () => inkOf(element, '--muted'),
    font: '12px system-ui, sans-serif',
    ticks: { show: false },
  };
  const grid = { stroke: () => inkOf(element, '--line'), width: 1 };
  const line = { stroke: () => inkOf(element, '--accent'), points: { show: false }, spanGaps: false };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    padding: [8, 22, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false },
      y: isLog ? logScale() : { range: linearRange },
    },
    axes: [
      { ...axis, grid: { show: false }, size: 28, space: 64, values: (_plot, steps) => steps.map(stepText) },
      { ...axis, grid, size: 56, space: 32, values: (_plot, values) => values.map(tickText) },
    ],
    series: [
      {},
      { ...line, label: 'Loss', width: isSmooth ? 1 : 1.5, alpha: isSmooth ? 0.35 : 1 },
      { ...line, label: 'Smoothed', width: 2, show: isSmooth },
    ],
  };
}

/** The library's enum for logarithmic is there for types alone. */
function logScale(): UPlot.Scale {
  return Object.assign<UPlot.Scale, object>({ log: 10, range: logRange }, { distr: 3 });
}

function linearRange(_plot: UPlot, from: number, to: number): [number, number] {
  return [Math.min(0, from), to > 0 ? to * 1.05 : 1];
}

/** At least from one power of ten to the next, so that the axis has two numbers. */
function logRange(_plot: UPlot, from: number, to: number): [number, number] {
  if (!(from > 0 && to > 0)) return [0.01, 1];
  return [10 ** Math.floor(Math.log10(from)), 10 ** Math.ceil(Math.log10(to * 1.001))];
}

const stepText = (step: number) => step.toLocaleString('en-GB', { maximumFractionDigits: 0 });
/** On a log scale some lines of the grid have no number. */
const tickText = (value: number | null) => (value === null ? '' : lossText(value));

function LossTable({ lines }: { readonly lines: LossLines }) {
  return (
    <div className={css.scroll} tabIndex={0} role="region" aria-label="Loss by steps">
      <table className={css.table}>
        <thead>
          <tr>
            {['Steps', 'Mean loss', 'Smoothed at the end'].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lossRows(lines).map(({ from, to, raw, smooth }) => (
            <tr key={from}>
              <th scope="row">{from === to ? stepText(from) : `${stepText(from)} to ${stepText(to)}`}</th>
              {[raw, smooth].map((value, at) => (
                <td key={at}>{value === undefined ? 'No number' : lossText(value)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
