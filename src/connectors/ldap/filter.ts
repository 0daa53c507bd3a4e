/** Search filters of RFC 4515, made from what an operator wrote and what a person typed. */

const placeholder = '{username}';

/** The filter with the typed name in it, where it can only ever be a value: RFC 4515 §3 names what is to be escaped. */
export function fillFilter(template: string, username: string): string {
  return template.replaceAll(placeholder, () => escapeValue(username));
}

function escapeValue(value: string): string {
  return value.replace(/[\\*()\0]/g, (character) => `\\${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** What is wrong with a filter template, or undefined. */
export function checkFilter(template: unknown): string | undefined {
  if (typeof template !== 'string' || !template.includes(placeholder))
    return `\`user_filter\` must be a filter that holds \`${placeholder}\`, such as \`(uid=${placeholder})\``;
  let depth = 0;
  for (const character of template) {
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (depth < 0) break;
  }
  if (depth !== 0 || !template.startsWith('(') || !template.endsWith(')'))
    return '`user_filter` must be one filter in balanced brackets';
  return undefined;
}
