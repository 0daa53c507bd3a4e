/** The XML that answers a ticket (CAS protocol 3.0 §2.5.5): whose it was, with attributes, or why it is refused. */
import { DOMParser, type Element } from '@xmldom/xmldom';
import { ConnectorError, type ConnectorErrorCode } from '../connector.ts';

export interface CasAnswer {
  user: string;
  attributes: Record<string, string[]>;
}

const namespace = 'http://www.yale.edu/tp/cas';

/** §2.5.3: those that say whose fault it is; everything else is an error of the server's. */
const failures: Readonly<Record<string, ConnectorErrorCode>> = {
  INVALID_TICKET: 'code_refused',
  INVALID_TICKET_SPEC: 'code_refused',
  INVALID_SERVICE: 'code_refused',
  UNAUTHORIZED_SERVICE: 'client_refused',
  UNAUTHORIZED_SERVICE_PROXY: 'client_refused',
};

export function readServiceResponse(xml: string): CasAnswer {
  const root = parse(xml);
  const [success, ...more] = childrenOf(root, 'authenticationSuccess');
  const [failure] = childrenOf(root, 'authenticationFailure');
  if (failure) throw refusal(failure.getAttribute('code') ?? '');
  if (!success || more.length > 0) throw notTheProtocol();
  const users = childrenOf(success, 'user');
  if (users.length !== 1) throw new ConnectorError('claims_invalid', 'the provider named no subject');
  const attributes: Record<string, string[]> = Object.create(null);
  for (const group of childrenOf(success, 'attributes'))
    for (const attribute of childrenOf(group)) {
      const name = attribute.localName ?? '';
      attributes[name] = [...(attributes[name] ?? []), textOf(attribute)];
    }
  return { user: textOf(users[0]!), attributes: { ...attributes } };
}

function parse(xml: string): Element {
  // No server needs a document type, and one can name files and grow without end.
  if (/<!(?:DOCTYPE|ENTITY)/i.test(xml)) throw notTheProtocol();
  try {
    const stop = () => {
      throw notTheProtocol();
    };
    const { documentElement } = new DOMParser({ onError: stop }).parseFromString(xml.trim(), 'text/xml');
    if (documentElement?.localName === 'serviceResponse' && documentElement.namespaceURI === namespace)
      return documentElement;
  } catch {
    // What was wrong with it is of no use to anybody: it is not what a CAS server says.
  }
  throw notTheProtocol();
}

function childrenOf(parent: Element, name?: string): Element[] {
  return Array.from(parent.childNodes).filter(
    (node): node is Element =>
      node.nodeType === 1 && node.namespaceURI === namespace && (name === undefined || node.localName === name),
  );
}

/** The text of an element that holds nothing else: a comment or an element within would make two texts of one. */
function textOf(element: Element): string {
  const nodes = Array.from(element.childNodes);
  if (nodes.some((node) => node.nodeType !== 3 && node.nodeType !== 4))
    throw new ConnectorError('claims_invalid', 'the provider put more than text where a text belongs');
  return nodes.map((node) => node.nodeValue ?? '').join('');
}

function refusal(code: string): ConnectorError {
  const known = Object.hasOwn(failures, code);
  return known
    ? new ConnectorError(failures[code]!, `the CAS server refused the ticket (\`${code}\`)`)
    : new ConnectorError('provider_error', 'the CAS server refused the ticket with an error of its own');
}

function notTheProtocol(): ConnectorError {
  return new ConnectorError('provider_unreachable', 'the CAS server answered something that is not its protocol');
}
