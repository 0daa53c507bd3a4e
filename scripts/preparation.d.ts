/** For the tests, which are TypeScript. */
export interface BuiltPart {
  script: string;
  record: string;
  files: string[];
  folders: string[];
}
export const root: string;
export const server: BuiltPart;
export const webConsole: BuiltPart;
export function fingerprint(part: BuiltPart): string;
export function prepare(options: { withDevPackages: boolean }): void;
export function installPackagesOf(folder: string): void;
