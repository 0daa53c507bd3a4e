/** Enough of JSONata (https://docs.jsonata.org) to tell its words apart by colour; whether it is right, the server says. */
import { StreamLanguage } from '@codemirror/language';

const words = /^(?:and|or|in|true|false|null|function)\b/;

export const jsonata = StreamLanguage.define<{ comment: boolean }>({
  startState: () => ({ comment: false }),
  token(stream, state) {
    if (state.comment || stream.match('/*')) {
      state.comment = !stream.match(/^.*?\*\//);
      if (state.comment) stream.skipToEnd();
      return 'comment';
    }
    if (stream.eatSpace()) return null;
    if (stream.match(/^(?:"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?)/)) return 'string';
    if (stream.match(/^`[^`]*`?/)) return 'propertyName';
    if (stream.match(/^\d+(?:\.\d+)?/)) return 'number';
    if (stream.match(words)) return 'keyword';
    if (stream.match(/^\$\w*/)) return 'keyword';
    if (stream.match(/^[A-Za-z_]\w*/)) return 'propertyName';
    stream.next();
    return null;
  },
});
