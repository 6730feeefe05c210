/**
 * One setting in the text of `smb.conf` or `sssd.conf`: read, or set and all else left as it is, to the byte. It leaves out
 * values that go on in the next line: of those nothing is said, and none is written.
 */
export interface Place {
  readonly section: string
  readonly key: string
}

/** What goes on in the next line: `smb.conf` after a backslash, `sssd.conf` where that begins with a gap (ini(5)). */
export type Dialect = 'samba' | 'sssd'

interface Line {
  readonly text: string
  readonly section: string
  readonly key: string | undefined
}

/** @returns undefined: it is not set. Of several the last one counts, as it does for both daemons. */
export function valueIn(text: string, place: Place): string | undefined {
  const found = parse(text).findLast((line) => isAt(line, place))
  return found && found.text.slice(found.text.indexOf('=') + 1).trim()
}

/** @returns undefined: the setting goes on in another line, and is not touched. */
export function withValue(text: string, place: Place, value: string, dialect: Dialect): string | undefined {
  const end = /\r\n/.test(text) ? '\r\n' : '\n'
  const lines = parse(text)
  const at = lines.findLastIndex((line) => isAt(line, place))
  const texts = lines.map((line) => line.text)
  if (at >= 0) {
    const [line = '', after = ''] = texts.slice(at)
    const goesOn = dialect === 'samba' ? /\\\s*$/.test(line) : /^[ \t]+\S/.test(after)
    const isContinued = dialect === 'samba' && /\\\s*$/.test(texts[at - 1] ?? '')
    if (goesOn || isContinued) return undefined
    const head = line.slice(0, line.indexOf('=') + 1)
    return texts.with(at, `${head} ${value}${line.endsWith('\r') ? '\r' : ''}`).join('\n')
  }
  const added = `${place.key} = ${value}`
  const last = lines.findLastIndex(
    ({ section, text: one }) => section === place.section.toLowerCase() && one.trim() !== '',
  )
  const cr = end === '\r\n' ? '\r' : ''
  if (last >= 0) return texts.toSpliced(last + 1, 0, added + cr).join('\n')
  const gap = text === '' || text.endsWith('\n') ? '' : end
  return `${text}${gap}[${place.section}]${end}${added}${end}`
}

function parse(text: string): readonly Line[] {
  let section = ''
  return text.split('\n').map((line) => {
    const head = /^\s*\[([^\]]*)\]/.exec(line)?.[1]
    if (head !== undefined) section = head.trim().toLowerCase()
    const key = head === undefined ? /^\s*([^#;=\s][^=]*)=/.exec(line)?.[1] : undefined
    return { text: line, section, key: key && plain(key) }
  })
}

function isAt({ section, key }: Line, place: Place): boolean {
  return section === place.section.toLowerCase() && key === plain(place.key)
}

/** Samba takes no notice of case and gaps in names; SSSD's have no gaps. */
function plain(key: string): string {
  return key.toLowerCase().replaceAll(/\s/g, '')
}
