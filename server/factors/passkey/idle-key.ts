/**
 * A COSE key (ES256) that signatures are checked against where there is no passkey: the point whose coordinates are
 * P-256's generator. Its private key is 1, which is no secret, and what it signs proves nothing: nobody owns it.
 */
export const idleKey: Uint8Array = Buffer.from(
  'a5010203262001215820' +
    '6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296' +
    '225820' +
    '4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5',
  'hex',
)
