import type { AccountId } from '#kernel'

/** RFC 4226 4, R6: 160 bits. */
export const seedBytes = 20

/** Binds a sealed seed to its row: nobody who can write the database can hang his own app on another's account. */
export const seedPlace = (account: AccountId, id: string) => `totp\0${account}\0${id}`
