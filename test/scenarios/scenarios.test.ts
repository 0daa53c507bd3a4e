/** Plays every story of this folder: each step's decision with its reasons, then the answer of every dialect. */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dialects } from '../../src/dialects/index.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { createReaders } from './readers.ts';
import { setStage } from './stage.ts';
import { type DialectName, readStory } from './story.ts';

const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.yaml'));

describe('scenarios', () => {
  let it: TestApp;
  beforeAll(async () => {
    it = await startTestApp();
  });
  afterAll(() => it.close());

  test.each(files.map((file) => [basename(file, '.yaml'), file]))('%s', async (slug, file) => {
    const story = readStory(join(import.meta.dirname, file));
    const stage = await setStage(it, story, slug);
    for (const step of story.steps) await stage.play(step);

    const readers = createReaders(it.baseUrl, stage);
    expect(Object.keys(readers).sort()).toEqual(dialects.map(({ name }) => name).sort());
    expect(Object.keys(story.answers).sort(), 'everybody in the story is answered for').toEqual(
      [...stage.users.keys()].sort(),
    );
    for (const [name, expected] of Object.entries(story.answers)) {
      for (const dialect of Object.keys(readers) as DialectName[]) {
        const answer = await readers[dialect](stage.users.get(name)!);
        const shown = expected === 'nobody' ? expected : expected[dialect];
        if (shown === 'nobody') expect(answer, `${name} in ${dialect}`).toBe(shown);
        else expect({ [dialect]: answer }, name).toMatchObject({ [dialect]: shown });
      }
    }
  });
});
