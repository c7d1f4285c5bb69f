import css from './Chart.module.css';

export interface ChartTableProps {
  readonly label: string;
  /** Of the first column, and of the values. */
  readonly heads: readonly string[];
  readonly rows: readonly { readonly name: string; readonly values: readonly string[] }[];
  /** As high as a tall plot. */
  readonly isTall?: boolean;
}

/** ChartTable is what a chart shows in figures, in the room of the chart. */
export function ChartTable({ label, heads, rows, isTall = false }: ChartTableProps) {
  return (
    <div
      className={isTall ? css.tallScroll : css.scroll}
      tabIndex={0}
      role="region"
      aria-label={`${label}, in figures`}
    >
      <table className={css.table}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, values }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {values.map((value, index) => (
                <td key={heads[index + 1]}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
