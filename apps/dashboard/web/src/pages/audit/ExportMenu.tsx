import { exportPath } from '../../api/audit.js';
import { useCanAct } from '../../data/use-can-act.js';
import { Menu } from '../../kit/index.js';
import { filterOf, type FilterTexts } from './use-audit-filter.js';

/** ExportMenu downloads all events of exactly the filter; who did is in the audit. */
export function ExportMenu({ texts }: { readonly texts: FilterTexts }) {
  const canAct = useCanAct('ops');
  const download = (format: 'csv' | 'jsonl') => {
    const link = document.createElement('a');
    link.href = exportPath(filterOf(texts, Date.now()), format);
    link.download = `audit-${new Date().toISOString().slice(0, 10)}.${format}`;
    link.click();
  };
  if (!canAct) return null;
  const isFiltered = Object.keys(texts).length > 0;
  const what = isFiltered ? 'matches' : 'all events';
  return (
    <Menu
      label="Export"
      actions={[
        { id: 'csv', label: `Export ${what} as CSV`, onAction: () => download('csv') },
        { id: 'jsonl', label: `Export ${what} as JSON lines`, onAction: () => download('jsonl') },
      ]}
    >
      Export {what}
    </Menu>
  );
}
