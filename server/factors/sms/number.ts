import parsePhoneNumber, { type CountryCode } from 'libphonenumber-js/mobile'

export type SmsNumber =
  | { readonly ok: true; readonly number: string }
  | { readonly ok: false; readonly why: NumberProblem }

export type NumberProblem =
  | 'no-mobile-number'
  /** Of a country that no messages go to: numbers that cost by the second are not in the list. */
  | 'other-country'

export interface NumberRules {
  /** Where numbers without a country are: `DE`. */
  readonly country: CountryCode
  /** Where messages may go. */
  readonly allowed: readonly CountryCode[]
}

/**
 * A number as people wrote it into the directory (`0170/123 45 67`, `+49 (0)170 1234567`, `0049170…`) in the form
 * E.164. Which zeros fall and which stay is each country's own matter, and in the library's tables; those that are
 * used know mobile numbers only, so that no text goes to a service that charges for it.
 */
export function smsNumber(written: string, { country, allowed }: NumberRules): SmsNumber {
  const plain = written.trim()
  // Vanity letters and extensions belong to no mobile; what looks like them is a mistake.
  if (!/^[+\d][\d\s()./-]{3,40}$/.test(plain)) return { ok: false, why: 'no-mobile-number' }
  const parsed = parsePhoneNumber(plain, { defaultCountry: country, extract: false })
  if (parsed === undefined || !parsed.isValid() || parsed.ext !== undefined)
    return { ok: false, why: 'no-mobile-number' }
  const countries = parsed.country === undefined ? parsed.getPossibleCountries() : [parsed.country]
  if (!countries.some((one) => allowed.includes(one))) return { ok: false, why: 'other-country' }
  return { ok: true, number: parsed.number }
}
