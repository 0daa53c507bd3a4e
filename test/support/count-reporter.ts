// Counts what `npm test` prints at its end. Written down after every file, so that the count is there when the run breaks.
import { writeFileSync } from 'node:fs';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

export default class CountReporter implements Reporter {
  #passed = 0;
  #failed = 0;

  onTestCaseResult(testCase: TestCase): void {
    const { state } = testCase.result();
    if (state === 'passed') this.#passed += 1;
    if (state === 'failed') this.#failed += 1;
    this.#write();
  }

  onTestModuleEnd(testModule: TestModule): void {
    // Of the file itself: it could not be loaded, or one of its hooks failed.
    this.#failed += testModule.errors().length;
    this.#write();
  }

  onTestRunEnd(_modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    this.#failed += unhandledErrors.length;
    this.#write();
  }

  #write(): void {
    const file = process.env.SELFSAME_TEST_COUNTS;
    if (file !== undefined) writeFileSync(file, JSON.stringify({ passed: this.#passed, failed: this.#failed }));
  }
}
