import { kindOf } from '@app/kernel';
import { FINDINGS, type FindingCode } from './findings.js';
import type { Finding } from './validation-report.js';

const LONGEST_VALUE = 200;

/** FindingList gathers what the checks find. */
export class FindingList {
  private readonly found: { code: FindingCode; finding: Finding }[] = [];

  /** `field` is where in the config, and `value` what stands there or, of a data set, how many or how much. */
  add(code: FindingCode, field?: string, value?: unknown): void {
    const [, message] = FINDINGS[code];
    this.found.push({ code, finding: { code, message, ...(field && { field }), ...shown(value) } });
  }

  get errors(): Finding[] {
    return this.ofSeverity('error');
  }

  get warnings(): Finding[] {
    return this.ofSeverity('warning');
  }

  /** What to do about them, errors first, nothing twice. */
  get fixes(): string[] {
    const codes = [...this.errors, ...this.warnings].map(({ code }) => code as FindingCode);
    return [...new Set(codes.map((code) => FINDINGS[code][2]))];
  }

  private ofSeverity(severity: 'error' | 'warning'): Finding[] {
    return this.found.filter(({ code }) => FINDINGS[code][0] === severity).map(({ finding }) => finding);
  }
}

function shown(value: unknown): Pick<Finding, 'value'> {
  if (value === undefined) return {};
  if (typeof value === 'string') return { value: value.slice(0, LONGEST_VALUE) };
  return {
    value: typeof value === 'number' || typeof value === 'boolean' || value === null ? value : kindOf(value),
  };
}
