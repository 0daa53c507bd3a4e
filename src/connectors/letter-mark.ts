/** A provider's mark of our own drawing: letters on a rounded square. Nobody's trademark. */

/** The colour behind the letters where a strategy names none. */
const plainColour = '#475569';

export function drawLetterMark(name: string, { letters = lettersOf(name), colour = plainColour } = {}): string {
  const size = Array.from(letters).length > 1 ? 13 : 17;
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32" viewBox="0 0 32 32" role="img" ' +
    `aria-label="${escapeXml(name)}"><rect width="32" height="32" rx="7" fill="${escapeXml(colour)}"/>` +
    `<text x="16" y="16" fill="${inkOn(colour)}" font-family="system-ui,sans-serif" font-size="${size}" font-weight="600" ` +
    `text-anchor="middle" dominant-baseline="central">${escapeXml(letters)}</text></svg>`
  );
}

/** The initials of up to two words; of a name in one word, its first character. */
function lettersOf(name: string): string {
  const initials = name.split(/[\s-]+/).map((word) => Array.from(word)[0] ?? '');
  return initials.slice(0, 2).join('').toUpperCase();
}

/** White or near-black, whichever stands out more (WCAG 2.2, relative luminance). */
function inkOn(colour: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.06 ? '#ffffff' : '#111827';
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
