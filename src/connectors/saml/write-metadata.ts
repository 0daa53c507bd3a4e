/** Our own metadata, for the provider's operator or its import: SAML Metadata 2.0 §2.4.4. */
import type { ServiceProviderKey } from '../connector.ts';
import { encryptionMethods } from './decrypt-assertion.ts';
import { bindings, escapeXml, namespaces } from './xml.ts';

export interface OwnMetadata {
  entityId: string;
  acsUrl: string;
  keys: readonly ServiceProviderKey[];
  signRequests: boolean;
  wantAssertionsSigned: boolean;
  nameIdFormat: string | undefined;
}

export function writeMetadata(own: OwnMetadata): string {
  const { entityId, acsUrl, keys, signRequests, wantAssertionsSigned, nameIdFormat } = own;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<md:EntityDescriptor xmlns:md="${namespaces.metadata}" xmlns:ds="${namespaces.signature}" entityID="${escapeXml(entityId)}">`,
    `  <md:SPSSODescriptor AuthnRequestsSigned="${signRequests}" WantAssertionsSigned="${wantAssertionsSigned}" protocolSupportEnumeration="${namespaces.protocol}">`,
    ...keys.map((key) => keyDescriptor('signing', key)),
    // All of them open what is encrypted, and one alone is offered: several providers fail over a choice, or take any.
    ...keys.slice(0, 1).map((key) => keyDescriptor('encryption', key)),
    ...(nameIdFormat === undefined ? [] : [`    <md:NameIDFormat>${escapeXml(nameIdFormat)}</md:NameIDFormat>`]),
    `    <md:AssertionConsumerService Binding="${bindings.post}" Location="${escapeXml(acsUrl)}" index="0" isDefault="true"/>`,
    '  </md:SPSSODescriptor>',
    '</md:EntityDescriptor>',
    '',
  ].join('\n');
}

function keyDescriptor(use: 'signing' | 'encryption', { certificate }: ServiceProviderKey): string {
  const bare = certificate.replace(/-----(?:BEGIN|END) CERTIFICATE-----|\s+/g, '');
  const methods = use === 'encryption' ? encryptionMethods : [];
  return [
    `    <md:KeyDescriptor use="${use}">`,
    `      <ds:KeyInfo><ds:X509Data><ds:X509Certificate>${bare}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>`,
    ...methods.map((method) => `      <md:EncryptionMethod Algorithm="${method}"/>`),
    '    </md:KeyDescriptor>',
  ].join('\n');
}
