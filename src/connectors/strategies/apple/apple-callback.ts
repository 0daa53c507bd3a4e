import { readObject, readText } from '../../read-claims.ts';

/** `user` of the first answer, as OpenID Connect's names. Anybody can post a form: an address in it is not looked at. */
export function readAppleCallback(callback: URLSearchParams): Record<string, unknown> {
  const { firstName, lastName } = readObject(readObject(parse(callback.get('user'))).name);
  const [given, family] = [readText(firstName), readText(lastName)];
  const name = [given, family].filter((part) => part !== undefined).join(' ');
  return {
    ...(name !== '' && { name }),
    ...(given !== undefined && { given_name: given }),
    ...(family !== undefined && { family_name: family }),
  };
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
