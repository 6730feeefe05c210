import { isCodeKind } from '../oath/index.ts'
import { childOf, childrenOf, type Element } from './tree.ts'
import { dateTime, wholeNumber } from './values.ts'

const no = <Why extends string>(why: Why) => ({ ok: false, why }) as const
const namespace = 'urn:ietf:params:xml:ns:keyprov:pskc:'
const types: ReadonlyMap<string | undefined, 'hotp' | 'totp'> = new Map([
  [`${namespace}hotp`, 'hotp'],
  [`${namespace}totp`, 'totp'],
])

/** `Policy`: what is not known there forbids the use (RFC 6030 5). */
export function readPolicy(policy: Element | undefined) {
  const validFrom = readDate(childOf(policy, 'StartDate'))
  const validUntil = readDate(childOf(policy, 'ExpiryDate'))
  const usages = childrenOf(policy, 'KeyUsage').map(({ text }) => text)
  const known = ['StartDate', 'ExpiryDate', 'KeyUsage', 'PINPolicy', 'NumberOfTransactions']
  if (policy?.children.some(({ name }) => !known.includes(name))) return no('not-for-codes')
  if (usages.length > 0 && !usages.includes('OTP')) return no('not-for-codes')
  if (validFrom === 'bad' || validUntil === 'bad') return no('bad-value')
  const pinPolicy = childOf(policy, 'PINPolicy') !== undefined
  return { ok: true as const, value: { validFrom, validUntil, pinPolicy } }
}

const readDate = (element: Element | undefined) => element && (dateTime(element.text) ?? 'bad')

/** The algorithm, and how its codes look. */
export function readFormat(key: Element) {
  const type = types.get(key.attributes.get('Algorithm'))
  if (type === undefined) return no('unsupported-algorithm')
  const parameters = childOf(key, 'AlgorithmParameters')
  const format = childOf(parameters, 'ResponseFormat')
  const suite = childOf(parameters, 'Suite')?.text.replace(/^HMAC-/i, '')
  const kind = {
    algorithm: suite === undefined ? 'SHA1' : suite.toUpperCase().replace('-', ''),
    digits: format === undefined ? 6 : wholeNumber(format.attributes.get('Length')),
  }
  const decimal = (format?.attributes.get('Encoding') ?? 'DECIMAL') === 'DECIMAL'
  const checked = /^(true|1)$/.test(format?.attributes.get('CheckDigits') ?? '')
  if (!decimal || checked || !isCodeKind(kind)) return no('unsupported-format')
  return { ok: true as const, value: { type, kind, lengthAssumed: format === undefined } }
}
