/**
 * A mail as a person sees it. Leaves out: attachments, character sets other than UTF-8, folded parameters and
 * parts inside parts but for the first text of each.
 */
export interface Message {
  /** Whom the server delivered it to, whatever the headers say. */
  readonly envelopeTo: string
  readonly from: string
  readonly to: string
  readonly subject: string
  readonly text: string
  /** Undefined if there is no HTML part. */
  readonly html: string | undefined
  readonly raw: string
}

interface Part {
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

export function parseMessage(bytes: Uint8Array): Message {
  const raw = Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\n')
  const whole = split(raw)
  const parts = leaves(whole)
  const header = (name: string) => decodeWords(whole.headers.get(name) ?? '')
  return {
    envelopeTo: header('envelope-to'),
    from: header('from'),
    to: header('to'),
    subject: header('subject'),
    text: decode(parts.find((part) => isType(part, 'text/plain'))) ?? '',
    html: decode(parts.find((part) => isType(part, 'text/html'))),
    raw: Buffer.from(raw, 'latin1').toString('utf8'),
  }
}

/** Headers, unfolded, and body (RFC 5322, section 2). */
function split(text: string): Part {
  const end = text.indexOf('\n\n')
  const head = (end < 0 ? text : text.slice(0, end)).replaceAll(/\n[ \t]+/g, ' ')
  const headers = head.split('\n').map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const
  })
  // The first of a name wins: those of the receiving server come first.
  return { headers: new Map(headers.toReversed()), body: end < 0 ? '' : text.slice(end + 2) }
}

function leaves(part: Part): readonly Part[] {
  const boundary = /^multipart\/.*boundary="?([^";]+)/i.exec(contentType(part))?.[1]
  if (boundary === undefined) return [part]
  const inner = `\n${part.body}`.split(`\n--${boundary}`).slice(1, -1)
  return inner.flatMap((text) => leaves(split(text.replace(/^[ \t]*\n/, ''))))
}

function contentType(part: Part): string {
  return part.headers.get('content-type') ?? 'text/plain'
}

function isType(part: Part, type: string): boolean {
  return contentType(part).toLowerCase().startsWith(type)
}

function decode(part: Part | undefined): string | undefined {
  if (part === undefined) return undefined
  const encoding = part.headers.get('content-transfer-encoding')?.toLowerCase()
  if (encoding === 'base64') return Buffer.from(part.body, 'base64').toString('utf8')
  const bytes = encoding === 'quoted-printable' ? unquote(part.body.replaceAll(/=[ \t]*\n/g, '')) : part.body
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

/** `=C3=BC` (RFC 2045, section 6.7). */
function unquote(text: string): string {
  return text.replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
}

/** `=?UTF-8?Q?Gr=C3=BC=C3=9Fe?=` in a header (RFC 2047). */
function decodeWords(text: string): string {
  const joined = text.replaceAll(/\?=\s+=\?/g, '?==?')
  return joined.replaceAll(/=\?utf-8\?([qb])\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
    kind.toLowerCase() === 'b'
      ? Buffer.from(word, 'base64').toString('utf8')
      : Buffer.from(unquote(word.replaceAll('_', ' ')), 'latin1').toString('utf8'),
  )
}
