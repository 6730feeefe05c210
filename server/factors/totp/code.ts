import type { TotpKind } from '@keyturn/protocols/oath'

export { codeAt, matchingStep, nextDrift, stepAt, type Drift, type TotpKind } from '@keyturn/protocols/oath'

/** Apps take SHA-1, 6 digits and 30 s whatever the QR code says; hardware has others. */
export const appKind: TotpKind = { algorithm: 'SHA1', digits: 6, periodSeconds: 30 }
