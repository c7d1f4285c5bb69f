import { useId, useState, type ReactNode } from 'react';
import { Button } from './Button.js';
import css from './Chart.module.css';
import { ChartTable, type ChartTableProps } from './ChartTable.js';
import panelCss from './Panel.module.css';

interface ChartFigureProps {
  readonly title: string;
  /** In place of the title, which is then read out alone: what the chart is set with. */
  readonly controls?: ReactNode;
  /** What the lines say, in one sentence: for who cannot see them, and for who has no time. */
  readonly summary: ReactNode;
  /** The same in figures, made when somebody asks for it. */
  readonly table: () => Omit<ChartTableProps, 'label'>;
  readonly children: ReactNode;
}

/** ChartFigure is a chart with its title, a sentence that says the same, and a table on demand. */
export function ChartFigure({ title, controls, summary, table, children }: ChartFigureProps) {
  const [isTable, setTable] = useState(false);
  const id = useId();
  return (
    <figure className={css.figure} aria-label={title} aria-describedby={id}>
      <div className={panelCss.head}>
        {controls ?? <h3>{title}</h3>}
        <Button look="quiet" onPress={() => setTable(!isTable)} isPressed={isTable}>
          Show as table<span className="unseen">: {title}</span>
        </Button>
      </div>
      {isTable ? <ChartTable label={title} {...table()} /> : children}
      <figcaption id={id} className={css.summary}>
        {summary}
      </figcaption>
    </figure>
  );
}
