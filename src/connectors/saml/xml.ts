/**
 * XML as this folder takes it: well-formed, small, and of elements, attributes and text alone. A document type could name
 * entities, and a comment or a processing instruction inside a name cuts it in two for whoever reads the first half
 * (CVE-2017-11428 and its kin), so none of them is read around: the whole document is refused.
 */
import { DOMParser, type Document, type Element, type Node, XMLSerializer } from '@xmldom/xmldom';
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
export const responseBytesMax = 512 * 1024;
const depthMax = 64;
const nodesMax = 50_000;

const nodeTypes = { element: 1, text: 3, cdata: 4 } as const;

/** The document element of `text`. Throws a `ConnectorError` of code `provider_unreachable` for what is no such XML. */
export function parseXml(text: string, bytesMax: number = responseBytesMax): Element {
  const refuse = (what: string) => new ConnectorError('provider_unreachable', `the XML ${what}`);
  if (Buffer.byteLength(text) > bytesMax) throw refuse(`is longer than ${bytesMax} bytes`);
  // Before any parser sees it: what is declared there is what a parser acts upon.
  if (/<!DOCTYPE|<!ENTITY/i.test(text)) throw refuse('has a document type, which is not taken');
  if (!/^(?:\ufeff)?\s*</.test(text)) throw refuse('is not XML at all');
  let document: Document;
  try {
    const stop = () => {
      throw refuse('is not well-formed');
    };
    // XML 1.0 §2.11: line ends are one character before anything else is looked at.
    document = new DOMParser({ onError: stop }).parseFromString(text.replace(/\r\n?/g, '\n'), 'text/xml');
  } catch {
    throw refuse('is not well-formed');
  }
  const root = document.documentElement;
  if (!root) throw refuse('is not well-formed');
  for (const node of Array.from(document.childNodes)) if (!isProlog(node) && node !== root) throw refuse(notTaken);
  requirePlain(root, refuse);
  return root;
}

const notTaken = 'holds a comment or a processing instruction, which are not taken';

/** The declaration (`<?xml …?>`), which this parser shows as an instruction, and white space around the one element. */
function isProlog(node: Node): boolean {
  return node.nodeName === 'xml' || (node.nodeType === nodeTypes.text && (node.nodeValue ?? '').trim() === '');
}

function requirePlain(root: Element, refuse: (what: string) => ConnectorError): void {
  let count = 0;
  const visit = (node: Node, depth: number): void => {
    count += 1;
    if (count > nodesMax || depth > depthMax) throw refuse('is larger or deeper than is read');
    if (node.nodeType !== nodeTypes.element && node.nodeType !== nodeTypes.text && node.nodeType !== nodeTypes.cdata)
      throw refuse(notTaken);
    for (let child = node.firstChild; child; child = child.nextSibling) visit(child, depth + 1);
  };
  visit(root, 1);
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
