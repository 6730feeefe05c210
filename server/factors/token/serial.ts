import type { AccountId } from '#kernel'

/** The one spelling of a serial: capital letters without blanks. What people copy from a small label varies. */
export function readSerial(written: string): string | undefined {
  const serial = written.normalize('NFKC').replaceAll(/\s/gu, '').toUpperCase()
  return /^[\p{L}\p{N}\p{P}]{1,64}$/u.test(serial) ? serial : undefined
}

/**
 * Binds a sealed seed to its row and to who has the token: nobody who can write the database can hang his own on
 * another's account. `''`: it is free.
 */
export const seedPlace = (serial: string, account: AccountId | '') => `token\0${account}\0${serial}`
