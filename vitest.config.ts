import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'client/**/*.test.ts', 'bench/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // How long what is asked again and again may take to come true: machines may be busy.
    expect: { poll: { timeout: 30_000 } },
    // Two workers: the machines that run this have two cores, and each worker may hold a PGlite (300 MB).
    maxWorkers: 2,
    pool: 'forks',
  },
});
