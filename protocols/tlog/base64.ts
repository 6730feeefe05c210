/** Standard base64 with padding (RFC 4648 section 4), as every C2SP format has it. */
export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')
}

/** @returns undefined for everything but the one spelling that `toBase64` gives; Node's decoder takes more. */
export function fromBase64(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}
