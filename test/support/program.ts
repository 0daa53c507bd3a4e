// Runs a TypeScript file as a process of its own and talks with it by lines: what one process alone cannot show, such as
// two of them on one directory, or one being killed.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const loader = fileURLToPath(new URL('./run-typescript.js', import.meta.url));

export interface Program {
  readonly pid: number;
  /** The next line it printed, or null when it has ended. */
  readLine(): Promise<string | null>;
  writeLine(line: string): void;
  /** Nothing more will be written to it. */
  closeInput(): void;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<{ readonly code: number | null; readonly stderr: string }>;
}

/** `name` is a file in `test/support/programs/`. */
export function startProgram(name: string, ...args: string[]): Program {
  const file = fileURLToPath(new URL(`./programs/${name}`, import.meta.url));
  const child = spawn(process.execPath, ['--import', loader, file, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  child.stdin.on('error', () => {});
  return {
    pid: child.pid!,
    readLine: async () => (await lines.next()).value ?? null,
    writeLine: (line) => child.stdin.write(`${line}\n`),
    closeInput: () => child.stdin.end(),
    kill: (signal) => child.kill(signal),
    ended: awaitEnd(child),
  };
}

async function awaitEnd(child: ChildProcess): Promise<{ code: number | null; stderr: string }> {
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr };
}
