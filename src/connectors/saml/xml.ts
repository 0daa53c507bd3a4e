/**
 * XML as this folder takes it: well-formed, small, and of elements, attributes and text alone. A document type could name
 * entities, and a comment or a processing instruction inside a name cuts it in two for whoever reads the first half
 * (CVE-2017-11428 and its kin), so none of them is read around: the whole document is refused.
 */
import { DOMParser, type Element, XMLSerializer } from '@xmldom/xmldom';
import { ConnectorError } from '../connector.ts';

export type { Element } from '@xmldom/xmldom';

export const namespaces = {
  assertion: 'urn:oasis:names:tc:SAML:2.0:assertion',
  protocol: 'urn:oasis:names:tc:SAML:2.0:protocol',
  metadata: 'urn:oasis:names:tc:SAML:2.0:metadata',
  signature: 'http://www.w3.org/2000/09/xmldsig#',
  encryption: 'http://www.w3.org/2001/04/xmlenc#',
} as const;

export type Namespace = keyof typeof namespaces;

export const bindings = {
  post: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST',
  redirect: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect',
} as const;

/** Of one response. Those of real providers are of 4 to 40 KiB; the groups of a large company make the difference. */
export const responseBytesMax = 256 * 1024;
const elementsMax = 5000;
const depthMax = 64;
/** Of namespaces: what is signed is written out with those in force at each element, before anybody has vouched for it. */
const declarationsMax = 500;

const nodeTypes = { element: 1, text: 3 } as const;

/** The document element of `text`. Throws a `ConnectorError` of code `token_invalid` for what is no such XML. */
export function parseXml(text: string, bytesMax: number = responseBytesMax): Element {
  if (Buffer.byteLength(text) > bytesMax) throw refuse(`is longer than ${bytesMax} bytes`);
  // XML 1.0 §2.11: line ends are one character before anything else is looked at.
  const normal = text.replace(/\r\n?/g, '\n').replace(/^\ufeff?\s*(?:<\?xml\s[^<>]*\?>)?\s*/, '');
  requireBounded(normal);
  const stop = () => {
    throw refuse(broken);
  };
  let root: Element | null;
  try {
    root = new DOMParser({ onError: stop }).parseFromString(normal, 'text/xml').documentElement;
  } catch {
    throw refuse(broken);
  }
  if (!root) throw refuse(broken);
  return root;
}

const broken = 'is not well-formed';

/**
 * Looks at the tags before the parser does, which takes its time over a deep tree, and acts upon what is declared.
 * In well-formed XML a `<` is always the beginning of a tag, so that nothing can hide from this in a text or a value.
 */
function requireBounded(text: string): void {
  if (/<[!?]/.test(text))
    throw refuse('holds a document type, a comment, a CDATA section or a processing instruction, which are not taken');
  if (text.split('xmlns').length > declarationsMax + 1) throw refuse('declares more namespaces than are read');
  // INVARIANT: one way alone to read any text: a name ends where one must. Else the time grows with the square of the length.
  const tag = /<(\/?)[^\s<>"'/]+(?=[\s/>])((?:[^<>"']|"[^"<]*"|'[^'<]*')*)>/g;
  let [count, depth, opened] = [0, 0, 0];
  for (const [, closes, rest = ''] of text.matchAll(tag)) {
    count += 1;
    if (closes === '/') depth -= 1;
    else opened += 1;
    if (closes !== '/' && !rest.endsWith('/')) depth += 1;
    if (opened > elementsMax || depth > depthMax) throw refuse('is larger or deeper than is read');
  }
  if (count === 0 || count !== text.split('<').length - 1) throw refuse(broken);
}

function refuse(what: string): ConnectorError {
  return new ConnectorError('token_invalid', `the XML ${what}`);
}

export function toXml(element: Element): string {
  return new XMLSerializer().serializeToString(element);
}

export function is(element: Element, namespace: Namespace, name: string): boolean {
  return element.namespaceURI === namespaces[namespace] && element.localName === name;
}

/** The elements right below, of this name or of any. */
export function childrenOf(parent: Element, namespace?: Namespace, name?: string): Element[] {
  return Array.from(parent.childNodes)
    .filter((node): node is Element => node.nodeType === nodeTypes.element)
    .filter((child) => namespace === undefined || name === undefined || is(child, namespace, name));
}

/** The only element of this name right below; undefined when there is none, or more than one. */
export function childOf(parent: Element | undefined, namespace: Namespace, name: string): Element | undefined {
  const found = parent === undefined ? [] : childrenOf(parent, namespace, name);
  return found.length === 1 ? found[0] : undefined;
}

/** `root` and every element below it. */
export function allElements(root: Element): Element[] {
  return [root, ...childrenOf(root).flatMap(allElements)];
}

/** The text of an element that holds one piece of text and nothing else; undefined for any other. Byte for byte. */
export function textOf(element: Element | undefined): string | undefined {
  if (element?.childNodes.length !== 1 || element.firstChild?.nodeType !== nodeTypes.text) return undefined;
  return element.firstChild.nodeValue ?? undefined;
}

export function attributeOf(element: Element | undefined, name: string): string | undefined {
  return element?.getAttributeNode(name)?.value;
}

/** Text for inside an element or between double quotes. */
export function escapeXml(text: string): string {
  return text.replace(
    /[&<>"'\r\n\t]/g,
    (character) =>
      ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character] ?? `&#${character.charCodeAt(0)};`,
  );
}
