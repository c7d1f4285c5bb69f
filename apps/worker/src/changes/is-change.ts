import { CHANGES, type Change } from '@app/jobs';

export function isChange(action: string): action is Change {
  return (CHANGES as readonly string[]).includes(action);
}
