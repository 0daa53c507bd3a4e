import { expect, test } from 'vitest';
import { createPipe } from '../../test/support/pipe.ts';
import { openChannel } from './channel.ts';

test('what is asked in one turn is one message, and each gets its own answer', async () => {
  const { ends, messages } = createPipe();
  openChannel<number, never>(ends[1], (question) => question * 2);
  const asking = openChannel<never, number>(ends[0], () => null);
  expect(await Promise.all([1, 2, 3].map((question) => asking.ask(question)))).toEqual([2, 4, 6]);
  expect(messages).toHaveLength(2);
});

test('what fails there fails here, and the others do not', async () => {
  const { ends } = createPipe();
  openChannel<string, never>(ends[1], async (question) => {
    if (question === 'bad') throw new Error('cannot say');
    return question;
  });
  const asking = openChannel<never, string>(ends[0], () => null);
  const [good, bad] = await Promise.allSettled([asking.ask('good'), asking.ask('bad')]);
  expect(good).toEqual({ status: 'fulfilled', value: 'good' });
  expect(bad).toMatchObject({ status: 'rejected', reason: { message: 'cannot say' } });
});

test('nobody waits for an end that is gone', async () => {
  const { ends, close } = createPipe();
  const asking = openChannel<never, string>(ends[0], () => null);
  const answer = asking.ask('anybody?');
  close();
  await expect(answer).rejects.toThrow('gone');
  await expect(asking.ask('now?')).rejects.toThrow('gone');
});
