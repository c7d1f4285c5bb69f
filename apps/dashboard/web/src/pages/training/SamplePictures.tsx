import type { SampleImage, TrainingSample } from '../../api/training.js';
import { Resource } from '../../kit/index.js';
import { SampleImageView } from './SampleImageView.js';
import { seedOf, type SampleSettings } from './sample-settings.js';
import { samplePairs, stepLabel, type SamplePair, type SampleStep } from './sample-steps.js';
import css from './Training.module.css';
import { useSampleImages } from './training-server.js';

/** The server makes no more pictures in one call. */
const MOST_PICTURES = 16;

interface SamplePicturesProps {
  readonly job: string;
  readonly shown: SampleStep;
  /** Another step, whose pictures stand beside those of the first, the earlier one first. */
  readonly other: SampleStep | undefined;
  readonly settings: SampleSettings;
}

/** SamplePictures are the pictures of a step, or of two, by prompt, each with its prompt and its seed. */
export function SamplePictures({ job, shown, other, settings }: SamplePicturesProps) {
  const most = other === undefined ? MOST_PICTURES : MOST_PICTURES / 2;
  const pairs = samplePairs(shown, other);
  const [first, rest] = [pairs.slice(0, most), pairs.slice(most)];
  const query = useSampleImages(
    job,
    first.flatMap(({ samples }) => samples.flatMap(({ sample }) => (sample ? [sample.name] : []))),
  );
  return (
    <>
      <Resource query={query} what="samples">
        {(images) => (
          <ul className={other === undefined ? css.samples : css.samplePairs}>
            {first.map((pair) => (
              <li key={pair.id}>
                <Pictures pair={pair} images={images} isPair={other !== undefined} />
                <Caption pair={pair} settings={settings} />
              </li>
            ))}
          </ul>
        )}
      </Resource>
      {/* Their names are known also where no picture can be had. */}
      {query.isError && query.data === undefined && <Names of={first} settings={settings} />}
      <Names of={rest} settings={settings} />
    </>
  );
}

function Pictures(props: { pair: SamplePair; images: readonly SampleImage[]; isPair: boolean }) {
  const { pair, images, isPair } = props;
  return (
    <div className={isPair ? css.pair : undefined}>
      {pair.samples.map(({ step, sample }) => (
        <figure key={step.id} className={css.sampleFigure}>
          {sample === undefined ? (
            <div className={css.noPicture}>There is none of this step</div>
          ) : (
            <SampleImageView
              image={images.find(({ name }) => name === sample.name)}
              label={pictureLabel(sample)}
            />
          )}
          {isPair && <figcaption className={css.muted}>{stepLabel(step)}</figcaption>}
        </figure>
      ))}
    </div>
  );
}

interface CaptionProps {
  readonly pair: SamplePair;
  readonly settings: SampleSettings;
}

function Names({ of, settings }: { readonly of: readonly SamplePair[]; readonly settings: SampleSettings }) {
  if (of.length === 0) return null;
  return (
    <ul className={css.names}>
      {of.map((pair) => (
        <li key={pair.id}>
          <Caption pair={pair} settings={settings} />
        </li>
      ))}
    </ul>
  );
}

/** The prompt is that of the saved config, where there is one. */
function Caption({ pair: { index, samples }, settings }: CaptionProps) {
  const prompt = index === null ? undefined : settings.prompts[index];
  const seed = index === null ? undefined : seedOf(settings, index);
  return (
    <div className={css.caption}>
      <strong>{promptLabel(index)}</strong>
      {prompt !== undefined && prompt !== '' && <span>{prompt}</span>}
      {seed !== undefined && <span className={css.muted}>Seed {seed}</span>}
      {samples.map(({ step, sample }) => sample && <code key={step.id}>{sample.name}</code>)}
    </div>
  );
}

function pictureLabel({ step, index }: TrainingSample): string {
  return `${promptLabel(index)}${step === null ? '' : `, step ${step}`}`;
}

function promptLabel(index: number | null): string {
  return index === null ? 'Sample' : `Prompt ${index + 1}`;
}
