import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { listenForSignals } from './signals.ts';

function listen() {
  const exits: number[] = [];
  let now = 0;
  const process = Object.assign(new EventEmitter(), { exit: (code: number) => void exits.push(code) });
  const stopped = listenForSignals(process, () => now).stopAsked();
  return {
    exits,
    stopped,
    send(signal: string, at: number) {
      now = at;
      process.emit(signal);
    },
  };
}

test('the first signal asks to stop, a second one some time later insists', async () => {
  const it = listen();
  it.send('SIGINT', 0);
  await it.stopped;
  expect(it.exits).toEqual([]);
  it.send('SIGINT', 1500);
  expect(it.exits).toEqual([130]);
});

test('one wish that arrives twice is one', async () => {
  const it = listen();
  it.send('SIGINT', 0);
  it.send('SIGINT', 3);
  it.send('SIGTERM', 900);
  await it.stopped;
  expect(it.exits).toEqual([]);
});
