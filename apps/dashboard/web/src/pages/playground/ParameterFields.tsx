import { TextField } from '../../kit/index.js';
import css from './Playground.module.css';
import { parametersOf, type ParameterDraft } from './parameters.js';
import { choose, useChoices } from './playground-store.js';

/** ParameterFields are what goes along with each turn; what is empty is not sent. */
export function ParameterFields() {
  const { parameters } = useChoices();
  const { errors } = parametersOf(parameters);
  const field = (name: keyof ParameterDraft) => ({
    value: parameters[name],
    error: errors[name],
    onChange: (value: string) => choose({ parameters: { ...parameters, [name]: value } }),
  });
  return (
    <div className={css.fields}>
      <TextField label="System prompt" rows={3} {...field('system')} />
      <div className={css.numbers}>
        <TextField label="Temperature" autoComplete="off" {...field('temperature')} />
        <TextField label="Top p" autoComplete="off" {...field('top_p')} />
        <TextField label="Most tokens" autoComplete="off" {...field('max_tokens')} />
        <TextField label="Seed" autoComplete="off" {...field('seed')} />
      </div>
      <TextField
        label="Other fields"
        rows={3}
        mono
        hint="A JSON object that is added to the request."
        {...field('others')}
      />
    </div>
  );
}
