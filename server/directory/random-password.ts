import { checkPassword, maxPasswordLength, type PasswordRules } from '@keyturn/protocols/ad'
import type { Random } from '#kernel'

/** 64 characters of all kinds, so that six bits of randomness name one without bias. */
const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789+-.:=?@'
/** 288 bits. */
const usualLength = 48

/**
 * A password that nobody will ever know, for the moment between the two writes of a two-step reset. It keeps the
 * rules of the account, so that only the second write can be refused for its password.
 */
export function randomPassword(rules: PasswordRules, random: Random): string {
  const length = Math.min(Math.max(usualLength, rules.minLength), maxPasswordLength)
  for (;;) {
    const bytes = random(length)
    const password = Array.from(bytes, (byte) => alphabet[byte % alphabet.length]).join('')
    // Some hold by chance a short name that the policy forbids.
    if (checkPassword(password, { ...rules, complexity: true }).length === 0) return password
  }
}
