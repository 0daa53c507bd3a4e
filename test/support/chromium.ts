// A Chromium for browser tests: the system's where there is one, else the headless shell that an npm package carries.
import { execFile } from 'node:child_process';
import { existsSync, lstatSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface Chromium {
  readonly executablePath: string;
  readonly args: string[];
  /** Of the browser's process. It writes to its home, and an account such as `nobody` has none. */
  readonly env: Record<string, string>;
}

const systemPaths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

// Its own sandbox needs rights that neither root nor a container has. Pages here are ours and come from loopback.
// The others keep it from calling its makers at every start.
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function findChromium(wanted?: 'system' | 'npm'): Promise<Chromium> {
  const system = wanted === 'npm' ? undefined : systemPaths.find((path) => existsSync(path));
  if (system !== undefined) return { executablePath: system, args, env: { HOME: tmpdir(), PATH: '/usr/bin:/bin' } };
  if (wanted === 'system') throw new Error("no Chromium at /usr/bin: install Debian's `chromium`");
  const directory = await unpackNpmChromium();
  return {
    executablePath: join(directory, 'chromium'),
    // One process for everything is what this build was made for, but it loses pages; it runs without as well.
    args: [...args, '--headless=shell', '--no-zygote', '--disable-webgl'],
    env: {
      HOME: tmpdir(),
      PATH: '/usr/bin:/bin',
      LD_LIBRARY_PATH: join(directory, 'al2023', 'lib'),
      FONTCONFIG_FILE: join(directory, 'fonts.conf'),
    },
  };
}

/**
 * The package unpacks itself into the directory for temporary files under a name of everyone's. Here it does so into one
 * of this account's own, whole or not at all, once per version.
 */
async function unpackNpmChromium(): Promise<string> {
  const entry = import.meta.resolve('@sparticuz/chromium');
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', entry), 'utf8'));
  const uid = process.getuid?.() ?? 0;
  const directory = join(tmpdir(), `selfsame-chromium-${version}-${uid}`);
  if (isOwnDirectory(directory, uid)) return directory;
  const unfinished = mkdtempSync(`${directory}-`);
  try {
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', unpackProgram(entry)], {
      // The name of a runtime for which the package unpacks its libraries and fonts too.
      env: { TMPDIR: unfinished, AWS_EXECUTION_ENV: 'nodejs20.x', PATH: '/usr/bin:/bin' },
    });
    writeFileSync(join(unfinished, 'fonts.conf'), fontsConfiguration(directory));
    renameSync(unfinished, directory);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    // Another process of this account was faster.
    if (!isOwnDirectory(directory, uid)) throw error;
  }
  return directory;
}

function unpackProgram(entry: string): string {
  return `import chromium from ${JSON.stringify(entry)}; await chromium.executablePath();`;
}

/** Anyone may make a directory of that name in /tmp: only our own is trusted. */
function isOwnDirectory(path: string, uid: number): boolean {
  if (!existsSync(path)) return false;
  const found = lstatSync(path);
  if (!found.isDirectory() || found.uid !== uid) throw new Error(`\`${path}\` belongs to another user: remove it`);
  return true;
}

function fontsConfiguration(directory: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>${directory}/fonts</dir>
  <cachedir>${directory}/fonts-cache</cachedir>
</fontconfig>
`;
}
