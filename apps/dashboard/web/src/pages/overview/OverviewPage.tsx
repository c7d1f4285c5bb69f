import { PageHead } from '../../kit/index.js';
import { useMay } from '../../session/use-session.js';
import { AttentionPanel } from './AttentionPanel.js';
import { JobsPanel } from './JobsPanel.js';
import { LastEvents } from './LastEvents.js';
import { ModelsPanel } from './ModelsPanel.js';
import { NodeStrip } from './NodeStrip.js';
import css from './Overview.module.css';
import { Rates } from './Rates.js';
import { ServicesPanel } from './ServicesPanel.js';

/** OverviewPage is the start: what needs attention first, then how everything is, each figure with its age. */
export function OverviewPage() {
  const mayRead = useMay('read_audit');
  return (
    <>
      <PageHead title="Overview" />
      <AttentionPanel />
      <NodeStrip />
      <ServicesPanel />
      <Rates />
      <div className={css.columns}>
        <div className={css.column}>
          <JobsPanel />
          <ModelsPanel />
        </div>
        <div className={css.column}>{mayRead && <LastEvents />}</div>
      </div>
    </>
  );
}
