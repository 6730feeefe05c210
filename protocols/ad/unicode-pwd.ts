/**
 * The value of `unicodePwd` (MS-ADTS 3.1.1.3.1.5): the password in quotation marks, UTF-16LE, no BOM. Marks inside
 * are not doubled: only the first and the last character count.
 *
 * It encodes what it is given; `checkPassword` tells beforehand what a DC or a log-on screen can't take.
 */
export function unicodePwd(password: string): Uint8Array {
  const quoted = `"${password}"`
  const bytes = new Uint8Array(quoted.length * 2)
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < quoted.length; i++) view.setUint16(i * 2, quoted.charCodeAt(i), true)
  return bytes
}
