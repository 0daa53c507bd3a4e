/** An encrypted assertion, opened with the tenant's own key (XML Encryption 1.1). */
import { decrypt } from 'xml-encryption';
import { ConnectorError, type ServiceProviderKey } from '../connector.ts';
import { allElements, attributeOf, childOf, type Element, is, parseXml, toXml } from './xml.ts';

const dataAlgorithms = [
  'http://www.w3.org/2009/xmlenc11#aes256-gcm',
  'http://www.w3.org/2009/xmlenc11#aes128-gcm',
  'http://www.w3.org/2001/04/xmlenc#aes256-cbc',
  'http://www.w3.org/2001/04/xmlenc#aes128-cbc',
];
// RSA with PKCS#1 v1.5 padding (`rsa-1_5`) is left out: it gives its plaintext away, one question at a time.
const keyAlgorithms = ['http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p', 'http://www.w3.org/2009/xmlenc11#rsa-oaep'];

export const encryptionMethods: readonly string[] = dataAlgorithms;

/**
 * The element inside an `EncryptedAssertion`.
 *
 * INVARIANT: whatever is wrong, it is refused in one way: an answer that tells bad padding from bad XML decrypts AES-CBC for
 * whoever asks often enough (Jager and Somorovsky, "How to Break XML Encryption", 2011).
 */
export async function decryptAssertion(encrypted: Element, keys: readonly ServiceProviderKey[]): Promise<Element> {
  if (keys.length === 0)
    throw new ConnectorError('configuration_invalid', 'the assertion is encrypted, and this sign-in has no key for it');
  const data = childOf(encrypted, 'encryption', 'EncryptedData');
  const methods = allElements(encrypted).filter((each) => is(each, 'encryption', 'EncryptionMethod'));
  for (const method of methods) {
    const known = method.parentNode === data ? dataAlgorithms : keyAlgorithms;
    if (!known.includes(attributeOf(method, 'Algorithm') ?? ''))
      throw new ConnectorError('token_invalid', 'the assertion is encrypted by an algorithm that is not taken');
  }
  if (data !== undefined && methods.length === 2)
    for (const { privateKey } of keys) {
      const opened = await open(toXml(encrypted), privateKey);
      if (opened !== undefined) return opened;
    }
  throw new ConnectorError('token_invalid', sealedRefusal);
}

/** The one thing that is said of an encrypted assertion that is not right. */
export const sealedRefusal = 'the encrypted assertion cannot be opened, or what is inside is not signed as it must be';

async function open(xml: string, key: string): Promise<Element | undefined> {
  // The library's own list would leave out AES-CBC too, which is what most providers send; ours was checked above.
  const options = { key, disallowDecryptionWithInsecureAlgorithm: false, warnInsecureAlgorithm: false };
  const text = await new Promise<string | undefined>((resolve) => {
    try {
      decrypt(xml, options, (error, result) => resolve(error ? undefined : result));
    } catch {
      resolve(undefined);
    }
  });
  try {
    return text === undefined ? undefined : parseXml(text);
  } catch {
    return undefined;
  }
}
