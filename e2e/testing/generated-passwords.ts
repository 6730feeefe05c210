/**
 * What looks like a password that Keyturn makes (48 characters of 64, of all kinds), as it is, in UTF-16, in base64 or
 * hex. Nobody knows those of a mass reset, so a search for them can only be for their looks. One of twenty has no sign that
 * base64 lacks as well, and is not found; the others of the same mass reset are.
 */
const run = /[A-HJ-NP-Za-km-z2-9+\-.:=?@]{48,}/g
const kinds = [/[A-Z]/, /[a-z]/, /[2-9]/, /[.:?@]/]
const wrapped = /[A-Za-z0-9+/]{64,}|[0-9a-f]{96,}/g

export function generatedIn(text: string): readonly string[] {
  const unwrapped = [...text.matchAll(wrapped)].flatMap(([all]) => [
    Buffer.from(all, 'base64').toString('latin1'),
    Buffer.from(all, 'hex').toString('latin1'),
  ])
  return [text, ...unwrapped]
    .flatMap((one) => [one, one.replaceAll('\0', '')])
    .flatMap((one) => [...one.matchAll(run)].map(([all]) => all))
    .filter((one) => kinds.every((kind) => kind.test(one)))
}

/** One of that form, to show that the search finds. */
export const sampleOfGenerated = 'Vt7.QmX4=bnHz?K9wd@RfC2:uYk+3sG-eJpA8rNaTgW5xBhq'
