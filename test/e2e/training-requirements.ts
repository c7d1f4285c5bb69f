/**
 * What each scenario of a frozen requirement set wants that the training server has not. A server of tools conforms
 * without the rest: what a capability covers is owed by those alone who declare it ("Capability Negotiation" in both
 * revisions), and the training server declares `tools` and nothing else.
 */
interface Wanted {
  /** Tools of the suite's own names; they are called behind both doors, in place of ours. */
  readonly itsTools: readonly string[];
  /** Tools of the suite's own names, again, which ask their client back: ours never do. */
  readonly askingTools: readonly string[];
  /** Deprecated in 2026-07-28, where new servers are told not to begin with it; that revision requires no scenario of it. */
  readonly logging: readonly string[];
  /** Of prompts and of templates of resources. */
  readonly completions: readonly string[];
  readonly resources: readonly string[];
  readonly prompts: readonly string[];
  /** Scenarios of which only some checks fail. */
  readonly mixed: readonly string[];
}

const ITS_TOOLS = [
  'tools-call-simple-text',
  'tools-call-image',
  'tools-call-audio',
  'tools-call-embedded-resource',
  'tools-call-mixed-content',
  'tools-call-error',
  'tools-call-with-progress',
];
const PROMPTS = [
  'prompts-list',
  'prompts-get-simple',
  'prompts-get-with-args',
  'prompts-get-embedded-resource',
  'prompts-get-with-image',
];
const RESOURCES = [
  'resources-list',
  'resources-read-text',
  'resources-read-binary',
  'resources-templates-read',
];

/** Of the scenarios that pass in part: the checks that fail, by scenario. */
export const MIXED: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  '2026-07-28': {
    // All four: the suite finds no tool of its own to call.
    'server-stateless': [
      'sep-2575-server-rejects-undeclared-capability',
      'sep-2575-missing-capability-http-400',
      'sep-2575-http-server-no-independent-requests-on-stream',
      'sep-2575-server-no-log-without-loglevel',
    ],
    // Hints on lists that are not offered; those on `tools/list` pass.
    caching: [
      'sep-2549-prompts-list-caching-hints',
      'sep-2549-resources-list-caching-hints',
      'sep-2549-resources-templates-list-caching-hints',
    ],
  },
};

const WANTED: Readonly<Record<string, Wanted>> = {
  '2025-11-25': {
    itsTools: ITS_TOOLS,
    askingTools: [
      'tools-call-sampling',
      'tools-call-elicitation',
      'elicitation-sep1034-defaults',
      'elicitation-sep1330-enums',
    ],
    logging: ['logging-set-level', 'tools-call-with-logging'],
    completions: ['completion-complete'],
    resources: [...RESOURCES, 'resources-subscribe', 'resources-unsubscribe'],
    prompts: PROMPTS,
    mixed: [],
  },
  '2026-07-28': {
    itsTools: ITS_TOOLS,
    askingTools: [
      'input-required-result-basic-elicitation',
      'input-required-result-basic-sampling',
      'input-required-result-basic-list-roots',
      'input-required-result-request-state',
      'input-required-result-multiple-input-requests',
      'input-required-result-multi-round',
      'input-required-result-result-type',
      'input-required-result-tampered-state',
      'input-required-result-capability-check',
    ],
    logging: [],
    completions: ['completion-complete'],
    resources: RESOURCES,
    prompts: [...PROMPTS, 'input-required-result-non-tool-request'],
    mixed: Object.keys(MIXED['2026-07-28'] ?? {}),
  },
};

/** Scenarios that fail against the training server itself: all of them, and those of tools that it has not. */
export function failingFor(revision: string): { all: readonly string[]; itsTools: readonly string[] } {
  const wanted = WANTED[revision];
  return { all: Object.values(wanted ?? {}).flat(), itsTools: wanted?.itsTools ?? [] };
}

/** What fails through the door of HTTP even with everything behind it that the suite looks for. */
export const BEYOND_HTTP_DOOR: Readonly<Record<string, readonly string[]>> = {
  /**
   * A question to a client of old wants a session, to which its answer can come. Sessions are a MAY of that revision, none
   * of our tools asks, and the newer revision has none.
   */
  '2025-11-25': WANTED['2025-11-25']?.askingTools ?? [],
  /** Whoever hands out a state has to check it when it comes back; no tool of ours hands one out, so nothing is checked. */
  '2026-07-28': ['input-required-result-tampered-state'],
};
