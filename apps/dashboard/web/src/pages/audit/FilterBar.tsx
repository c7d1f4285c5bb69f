import { useState, type ReactNode } from 'react';
import { Button, cx, Select, TextField } from '../../kit/index.js';
import { useZone } from '../../time/zone.js';
import { actionWord, ACTIONS, outcomeOf, RESULTS } from './audit-words.js';
import css from './Audit.module.css';
import { NOTHING, RANGES, type FilterTexts, type Range } from './use-audit-filter.js';
import { inputTime, rfcTime } from './zoned-input.js';

interface FilterBarProps {
  readonly texts: FilterTexts;
  readonly onChange: (texts: FilterTexts) => void;
}

const ALL_ACTIONS = [
  { value: 'all', label: 'Every action' },
  ...ACTIONS.map((action) => ({ value: action, label: actionWord(action) })),
];
const ALL_RESULTS = [
  { value: 'all', label: 'Every outcome' },
  ...RESULTS.map((result) => ({ value: result, label: outcomeOf({ result }).word })),
];
const ALL_RANGES = Object.entries(RANGES).map(([value, { label }]) => ({ value: value as Range, label }));

/** FilterBar is the filter that the server applies: choices at once, texts with Enter. */
export function FilterBar({ texts, onChange }: FilterBarProps) {
  const { action = 'all', result = 'all', range = 'any' } = texts;
  const [isOpen, setOpen] = useState(false);
  const count = Object.keys(texts).length;
  const orNone = (value: string, none: string) => (value === none ? undefined : value);
  return (
    <>
      <div className={css.toggle}>
        <Button onPress={() => setOpen(!isOpen)} isPressed={isOpen}>
          {count === 0 ? 'Filter' : `Filter, ${count} set`}
        </Button>
      </div>
      <div className={cx(css.filters, !isOpen && css.folded)} role="search" aria-label="Filter events">
        <Choice name="Time">
          <Select
            label="Time"
            isLabelHidden
            value={range as Range}
            options={ALL_RANGES}
            onChange={(value) => onChange({ range: orNone(value, 'any') })}
          />
        </Choice>
        <Choice name="Action">
          <Select
            label="Action"
            isLabelHidden
            value={action}
            options={ALL_ACTIONS}
            onChange={(value) => onChange({ action: orNone(value, 'all') })}
          />
        </Choice>
        <Choice name="Outcome">
          <Select
            label="Outcome"
            isLabelHidden
            value={result}
            options={ALL_RESULTS}
            onChange={(value) => onChange({ result: orNone(value, 'all') })}
          />
        </Choice>
        <Texts
          key={`${texts.actor}\n${texts.resource}\n${texts.correlation}`}
          texts={texts}
          onChange={onChange}
        />
        {range === 'custom' && <Times texts={texts} onChange={onChange} />}
      </div>
    </>
  );
}

function Choice({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={css.choice}>
      <span aria-hidden="true">{name}</span>
      {children}
    </div>
  );
}

function Texts({ texts, onChange }: FilterBarProps) {
  const [actor, setActor] = useState(texts.actor ?? '');
  const [resource, setResource] = useState(texts.resource ?? '');
  const [correlation, setCorrelation] = useState(texts.correlation ?? '');
  const given = { actor: actor.trim(), resource: resource.trim(), correlation: correlation.trim() };
  const isNew = Object.entries(given).some(
    ([field, text]) => text !== (texts[field as keyof FilterTexts] ?? ''),
  );
  const isFiltered = Object.keys(texts).length > 0;
  return (
    <form
      className={css.texts}
      onSubmit={(event) => {
        event.preventDefault();
        onChange(
          Object.fromEntries(Object.entries(given).map(([field, text]) => [field, text || undefined])),
        );
      }}
    >
      <TextField label="Actor" value={actor} onChange={setActor} autoComplete="off" />
      <TextField label="Object, such as local/*" value={resource} onChange={setResource} autoComplete="off" />
      <TextField
        label="Correlation id"
        value={correlation}
        onChange={setCorrelation}
        mono
        autoComplete="off"
      />
      <div className={css.apply}>
        <Button type="submit" look={isNew ? 'accent' : 'plain'} isDisabled={!isNew}>
          Apply filter
        </Button>
        {isFiltered && (
          <Button look="quiet" onPress={() => onChange(NOTHING)}>
            Clear filter
          </Button>
        )}
      </div>
    </form>
  );
}

function Times({ texts: { since, until }, onChange }: FilterBarProps) {
  const zone = useZone();
  const field = (name: 'since' | 'until', label: string, value: string | undefined) => (
    <label className={css.choice}>
      {`${label}${zone === 'utc' ? ', UTC' : ''}`}
      <input
        type="datetime-local"
        className={css.time}
        value={inputTime(value, zone)}
        onChange={({ target }) => onChange({ [name]: rfcTime(target.value, zone) })}
      />
    </label>
  );
  return (
    <div className={css.times}>
      {field('since', 'From', since)}
      {field('until', 'To', until)}
    </div>
  );
}
