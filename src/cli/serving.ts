/** How a server begins to listen and how it ends, whether it is the only process or a worker. */
import type { App } from '../app.ts';
import type { Config } from '../config.ts';
import { CommandRefused, explainListening } from './failure.ts';

/** How long requests under way may take once the server stops. */
export const closeSecondsMax = 30;

export async function listen(
  server: { listen(where: { host: string; port: number }): Promise<string> },
  { host, port }: Config,
): Promise<void> {
  try {
    await server.listen({ host, port });
  } catch (error) {
    throw explainListening(error, `port ${port} on ${host}`, 'PORT');
  }
}

/** Has load balancers notice that it stops, before it does. */
export async function drain(app: App, { drainSeconds }: Config): Promise<void> {
  if (drainSeconds === 0) return;
  app.beginDraining();
  await new Promise((resolve) => setTimeout(resolve, drainSeconds * 1000));
}

/** In reverse order, each of them, within a bound. */
export async function closeAll(opened: (() => Promise<void>)[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new CommandRefused(`requests under way did not end within ${closeSecondsMax} seconds: left them`)),
      closeSecondsMax * 1000,
    );
  });
  const closing = (async () => {
    for (const close of opened.reverse()) await close();
  })();
  try {
    await Promise.race([closing, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}
