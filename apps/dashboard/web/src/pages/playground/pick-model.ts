/** A model that a chat can name, as far as the choice needs it. */
export interface Choosable {
  readonly id: string;
  readonly capabilities?: readonly string[];
  readonly stale?: boolean;
}

const ECHO = 'loopback/echo';

/** canChat leaves out models that only embed. */
export function canChat({ capabilities }: Choosable): boolean {
  return capabilities === undefined || capabilities.length === 0 || capabilities.includes('completion');
}

/**
 * pickModel is the model that is chosen before anybody chose: the one that was asked for, then the one used last, then
 * the platform's own default, then the echo, which needs nothing else to work, then the first whose provider answers.
 */
export function pickModel(
  models: readonly Choosable[],
  wishes: { readonly wanted?: string; readonly last?: string; readonly fallback?: string | null },
): string | undefined {
  const able = models.filter(canChat);
  const working = able.filter(({ stale }) => stale !== true);
  const listed = (id: string | null | undefined) => able.find((model) => model.id === id)?.id;
  const works = (id: string | null | undefined) => working.find((model) => model.id === id)?.id;
  const { wanted, last, fallback } = wishes;
  return listed(wanted) ?? works(last) ?? works(fallback) ?? works(ECHO) ?? working[0]?.id ?? able[0]?.id;
}
