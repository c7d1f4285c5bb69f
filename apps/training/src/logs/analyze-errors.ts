import { ERROR_CATEGORIES, type ErrorAnalysis, type ErrorCategory } from '../contract/index.js';
import { ERROR_PATTERNS } from './error-patterns.js';
import { LIMITS } from './limits.js';
import type { LogLine } from './log-line.js';
import { told } from './told.js';

type Counts = Record<ErrorCategory, number>;

/** analyzeErrors counts the lines that tell of an error, by kind. */
export function analyzeErrors(lines: readonly LogLine[]): ErrorAnalysis {
  const counts = Object.fromEntries(ERROR_CATEGORIES.map((category) => [category, 0])) as Counts;
  const samples: ErrorAnalysis['sample_lines'] = {};
  for (const line of lines)
    for (const category of categoriesOf(told(line))) {
      counts[category] += 1;
      const shown = (samples[category] ??= []);
      if (shown.length < LIMITS.sampleLines) shown.push(sampleOf(line.text));
    }
  return {
    category_counts: counts,
    sample_lines: samples,
    total_mentions: Object.values(counts).reduce((sum, count) => sum + count, 0),
    dominant_category: dominant(counts),
    severity: severityOf(counts),
  };
}

function categoriesOf(text: string): readonly ErrorCategory[] {
  return text === '' ? [] : ERROR_CATEGORIES.filter((category) => ERROR_PATTERNS[category].test(text));
}

function sampleOf(text: string): string {
  return text.trim().slice(0, LIMITS.sampleLineChars).toWellFormed();
}

function dominant(counts: Counts): ErrorCategory | null {
  const most = Math.max(...Object.values(counts));
  return most === 0 ? null : (ERROR_CATEGORIES.find((category) => counts[category] === most) ?? null);
}

function severityOf(counts: Counts): ErrorAnalysis['severity'] {
  if (counts.oom > 0 || counts.traceback > 0) return 'critical';
  return dominant(counts) === null ? 'none' : 'warning';
}
