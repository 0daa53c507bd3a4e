/** `docs/configuration.md`, from the table of settings, so that the page cannot say another thing than the code. */
import { settings } from './config.ts';

export function renderConfigurationPage(): string {
  const sections = settings.map(
    ({ name, means, default: otherwise, example }) =>
      `## \`${name}\`\n\n${means}\n\n- Default: ${otherwise}\n- Example: \`${name}=${example}\`\n`,
  );
  return `# Configuration

<!-- Generated from src/config.ts: change it there, then run \`npm run generate\`. -->

Selfsame reads its settings from environment variables, once, when it starts. A setting that is wrong stops the start, and
every wrong one is named at once. \`selfsame doctor\` checks them, and the setup behind them, without starting anything.

An empty variable counts as not set.

${sections.join('\n')}`;
}
