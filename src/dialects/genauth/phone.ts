/** Phones: one text with the country's calling code inside, two fields (`phoneCountryCode`, `phone`) in this API. */
import { getCountries, getCountryCallingCode, parsePhoneNumberFromString } from 'libphonenumber-js';
import { phoneKey } from '../../domain/normalise.ts';
import { malformed } from './input.ts';

/** The vendor's default: numbers without a calling code are of mainland China. */
const defaultCallingCode = '86';

/** No calling code begins with another one (ITU-T E.164 §6), so that a number splits in one way only. */
const callingCodes = new Set<string>(getCountries().map((country) => getCountryCallingCode(country)));

export interface SplitPhone {
  phone: string;
  phoneCountryCode?: string;
}

export function splitPhone(phone: string): SplitPhone {
  const key = phoneKey(phone) ?? phone;
  if (!key.startsWith('+')) return { phone: key };
  for (const length of [1, 2, 3]) {
    const code = key.slice(1, 1 + length);
    if (callingCodes.has(code)) return { phone: key.slice(1 + length), phoneCountryCode: `+${code}` };
  }
  return { phone: key };
}

/** `phone` with its calling code in front, without the trunk prefix that is dialled at home. */
export function joinPhone(phone: string, countryCode: string | undefined): string {
  const key = phoneKey(phone);
  if (key === null) throw malformed('phone', 'it is not a phone number');
  if (key.startsWith('+')) return key;
  const code = (countryCode || defaultCallingCode).replace(/^\+|^00/, '');
  if (!/^[0-9]{1,4}$/.test(code)) throw malformed('phoneCountryCode', 'it is not a calling code');
  const parsed = parsePhoneNumberFromString(key, { defaultCallingCode: code });
  return parsed?.isValid() ? parsed.number : `+${code}${key}`;
}

/** Every number that someone who leaves out the country may mean. */
export function spellingsOf(phone: string): string[] {
  const key = phoneKey(phone);
  if (key === null) return [];
  if (key.startsWith('+')) return [key];
  const withoutTrunk = key.replace(/^0/, '');
  const national = withoutTrunk === key ? [key] : [key, withoutTrunk];
  return [key, ...[...callingCodes].flatMap((code) => national.map((number) => `+${code}${number}`))];
}

/** Whether it is the number itself, or the number in the country that is meant when none is named. */
export function isPlainlyMeant(wanted: string, phone: string | null): boolean {
  const key = phoneKey(wanted);
  const actual = phone === null ? null : phoneKey(phone);
  return actual !== null && (actual === key || actual === `+${defaultCallingCode}${key}`);
}
