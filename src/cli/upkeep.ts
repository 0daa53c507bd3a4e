/** Upkeep while the server runs: what was deleted goes on going, also what another process left when it was killed. */
import type { Logger } from 'pino';
import type { Operations } from '../operations/index.ts';

/** Between two looks for deleted tenants: one small statement. */
const lookEveryMilliseconds = 5_000;
/** Between two looks for events that are old enough to go. */
const forgetEveryMilliseconds = 600_000;

/** Begins at once. What it returns stops it behind the step that is under way. */
export function startUpkeep({ upkeep }: Pick<Operations, 'upkeep'>, logger: Logger): () => Promise<void> {
  let stopped = false;
  let wake: () => void = () => {};
  const isStopped = () => stopped;

  const round = async (isTimeToForget: boolean): Promise<void> => {
    await upkeep.finishDeletions({
      isStopped,
      onProgress({ tenantId, rows, done }) {
        if (done) logger.info({ tenantId, rows }, 'the last row of a deleted tenant is gone');
        else logger.debug({ tenantId, rows }, 'rows of a deleted tenant go');
      },
    });
    if (isTimeToForget)
      await upkeep.removeOldEvents({
        isStopped,
        onProgress: ({ tenantId, rows }) => logger.info({ tenantId, events: rows }, 'removed old events'),
      });
  };

  const run = async (): Promise<void> => {
    let forgetAt = 0;
    while (!stopped) {
      const isTimeToForget = Date.now() >= forgetAt;
      try {
        await round(isTimeToForget);
        if (isTimeToForget) forgetAt = Date.now() + forgetEveryMilliseconds;
      } catch (error) {
        // Such as a database that restarts: the next round goes on where this one was.
        if (!stopped) logger.warn({ err: error }, 'upkeep failed, and is tried again');
      }
      if (stopped) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, lookEveryMilliseconds).unref();
      });
    }
  };

  const ended = run();
  return async () => {
    stopped = true;
    wake();
    await ended;
  };
}
