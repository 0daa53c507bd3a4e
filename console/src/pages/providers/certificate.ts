/**
 * What a certificate says of itself, as far as an operator compares it with the other side's form: whom it names, until when,
 * and its fingerprint. X.509 (RFC 5280 §4.1) is read no further than that; whether it may be used, the server decides.
 */

export interface CertificateFacts {
  /** The common name, or another that is there. */
  subject: string | null;
  notBefore: Date;
  notAfter: Date;
  /** `AB:CD:…`, as providers show it. */
  fingerprint: string;
}

interface Part {
  tag: number;
  start: number;
  end: number;
}

const commonName = '550403';
const organization = '55040a';

/** Null where it cannot be read. */
export async function readCertificate(text: string): Promise<CertificateFacts | null> {
  try {
    const bytes = decode(text);
    const digest = await crypto.subtle.digest('SHA-256', bytes);
    const fingerprint = [...new Uint8Array(digest)]
      .map((byte) => byte.toString(16).padStart(2, '0').toUpperCase())
      .join(':');
    return { ...readFacts(bytes), fingerprint };
  } catch {
    return null;
  }
}

function decode(text: string): Uint8Array<ArrayBuffer> {
  const base64 = text.replace(/-----[^-]+-----/g, '').replace(/\s+/g, '');
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

function readFacts(bytes: Uint8Array): Omit<CertificateFacts, 'fingerprint'> {
  const certificate = partsOf(bytes, { tag: 0, start: 0, end: bytes.length })[0]!;
  const signed = partsOf(bytes, partsOf(bytes, certificate)[0]!);
  // The version stands first, and only where it is not 1: then everything is one further.
  const first = signed[0]!.tag === 0xa0 ? 1 : 0;
  const [notBefore, notAfter] = partsOf(bytes, signed[first + 3]!).map((part) => readTime(bytes, part));
  return { subject: readName(bytes, signed[first + 4]!), notBefore: notBefore!, notAfter: notAfter! };
}

/** The parts inside of one (DER: a tag, a length, and that many bytes). */
function partsOf(bytes: Uint8Array, { start, end }: Part): Part[] {
  const parts: Part[] = [];
  for (let at = start; at < end; ) {
    const tag = bytes[at]!;
    let length = bytes[at + 1]!;
    let from = at + 2;
    if (length > 0x80) {
      const more = length & 0x7f;
      length = 0;
      for (let n = 0; n < more; n++) length = length * 256 + bytes[from + n]!;
      from += more;
    }
    if (from + length > end) throw new Error('it is cut off');
    parts.push({ tag, start: from, end: from + length });
    at = from + length;
  }
  return parts;
}

function readName(bytes: Uint8Array, name: Part): string | null {
  const said = new Map<string, string>();
  for (const set of partsOf(bytes, name))
    for (const pair of partsOf(bytes, set)) {
      const [type, value] = partsOf(bytes, pair);
      said.set(
        hex(bytes.subarray(type!.start, type!.end)),
        new TextDecoder().decode(bytes.subarray(value!.start, value!.end)),
      );
    }
  return said.get(commonName) ?? said.get(organization) ?? [...said.values()][0] ?? null;
}

/** UTCTime has two digits for the year (RFC 5280 §4.1.2.5.1), GeneralizedTime four. */
function readTime(bytes: Uint8Array, { tag, start, end }: Part): Date {
  const text = new TextDecoder().decode(bytes.subarray(start, end));
  const full = tag === 0x17 ? `${Number(text.slice(0, 2)) >= 50 ? '19' : '20'}${text}` : text;
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(full)!;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
