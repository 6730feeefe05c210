/** A certificate authority of OpenSSL in a folder of its own, for tests: cards, CRLs, OCSP answers. */
export { aPki, caExtensions, cardExtensions, sidExtension, type Ca, type Issued, type Pki } from './pki.ts'
export { aToken, cardModule, type Token } from './token.ts'
