import { open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { formatFrontier, parseFrontier, rootOf, type Frontier } from '@keyturn/protocols/tlog'
import { Fault } from '#kernel'

/** Where the log was at some time, kept where the database's administrator has no hand. */
export interface Mark {
  readonly at: Date
  readonly frontier: Frontier
}

export interface Fence {
  /** The newest mark; undefined: nothing is known here of any log. */
  readonly last: Mark | undefined
  /** For messages to whoever runs the server. */
  readonly where: string
  /** Durable when it resolves. */
  note(mark: Mark): Promise<void>
}

const kept = 100

/**
 * A file of the last marks, oldest first, one a line, replaced as a whole so that a crash leaves the old one:
 *
 *     2026-11-21T08:15:30.123Z 4711 base64(root) base64(frontier)
 *
 * @throws {Fault} `audit.unavailable` if the file is there and cannot be read as that.
 */
export async function openFence(path: string): Promise<Fence> {
  const marks = await readMarks(path)
  return {
    where: path,
    get last() {
      return marks.at(-1)
    },
    async note(mark) {
      const next = [...marks, mark].slice(-kept)
      await replaceFile(path, next.map(formatMark).join(''))
      marks.splice(0, marks.length, ...next)
    },
  }
}

async function readMarks(path: string): Promise<Mark[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw new Fault('audit.unavailable', `cannot read ${path}: ${error.message}`, { cause: error })
  })
  const lines = text.split('\n').slice(0, -1)
  const marks = lines.map(parseMark).filter((mark) => mark !== undefined)
  if (marks.map(formatMark).join('') !== text) {
    throw new Fault(
      'audit.unavailable',
      `${path} is damaged. It holds what this server last knew of the audit log. Restore it from a backup of ` +
        'this machine; without one, move it away, and the whole log is checked anew at the next start',
    )
  }
  return marks
}

function formatMark({ at, frontier }: Mark): string {
  const [root, hashes] = [rootOf(frontier), formatFrontier(frontier)].map((bytes) =>
    Buffer.from(bytes).toString('base64'),
  )
  return `${at.toISOString()} ${frontier.size} ${root} ${hashes}\n`
}

function parseMark(line: string): Mark | undefined {
  const [at = '', size = '', , hashes = ''] = line.split(' ')
  const frontier = parseFrontier(Number(size), Buffer.from(hashes, 'base64'))
  const time = new Date(at)
  return frontier && !Number.isNaN(time.getTime()) ? { at: time, frontier } : undefined
}

async function replaceFile(path: string, text: string): Promise<void> {
  const fresh = `${path}.new`
  const file = await open(fresh, 'w', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(fresh, path)
  const folder = await open(dirname(path), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
