import type { Evaluation } from '../../contract/index.js';
import type { Snapshot } from '../observability/snapshot.js';

/** The report as people read it. */
export function markdownReport(
  { job_id, generated_at, overall_health, speed_analysis, alerts, status_snapshot }: Snapshot,
  convergence: number | null,
  evaluation: Evaluation | undefined,
): string {
  const speed = speed_analysis.iter_per_sec.mean;
  const facts = [
    `Generated: ${generated_at}`,
    `Job name: ${oneLine(status_snapshot.name)}`,
    `Status: ${oneLine(status_snapshot.status)}`,
    `Overall health: ${overall_health}`,
    `Speed mean: ${speed === null ? 'unknown' : `${speed} it/s`}`,
    `Convergence score: ${convergence ?? 'unknown'}`,
    `Alert count: ${alerts.length}`,
    `Evaluation score: ${evaluation === undefined ? 'not evaluated' : `${evaluation.overall_score} (grade ${evaluation.grade})`}`,
  ];
  const raised = alerts.map(
    ({ severity, category, message }) => `[${severity}] ${category}: ${oneLine(message)}`,
  );
  const sections = [
    `# Observability Report: ${oneLine(job_id)}`,
    bullets(facts),
    '## Alerts',
    raised.length === 0 ? 'No alerts' : bullets(raised),
  ];
  return `${sections.join('\n\n')}\n`;
}

function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
