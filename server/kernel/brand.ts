declare const brand: unique symbol
export type Brand<T, Name extends string> = T & { readonly [brand]: Name }

/**
 * objectGUID of an AD object, lower case, `xxxxxxxx-xxxx-…`. It survives rename and move, and a re-created
 * account has another one: whatever Keyturn keeps about an account is kept under this name.
 */
export type AccountId = Brand<string, 'AccountId'>
