import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A new empty directory that goes when the test that asked for it is over. */
export function temporaryDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'selfsame-test-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
