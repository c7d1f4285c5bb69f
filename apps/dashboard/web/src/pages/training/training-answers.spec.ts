import type { ListedServer } from '../../api/tool-registry.js';
import { listsJobs, textOf, trainingIn } from './training-answers.js';

const server = (id: string) => ({ id }) as ListedServer;

it('the training server is the one of that id, and no other', () => {
  expect(trainingIn([server('training-old'), server('training')])).toEqual({ id: 'training' });
  expect(trainingIn([server('training-old')])).toBeNull();
});

it('jobs are listed only where the tool for it is offered', () => {
  expect(listsJobs([{ name: 'list-training-jobs' }])).toBe(true);
  expect(listsJobs([{ name: 'start-training' }])).toBe(false);
});

it('an answer is shown in the words of the server', () => {
  const content = [
    { type: 'text', text: 'fox: 7, running' },
    { type: 'image' },
    { type: 'text', text: 'cat: 8, done' },
  ];
  expect(textOf({ content })).toBe('fox: 7, running\ncat: 8, done');
  expect(textOf({})).toBe('');
});
