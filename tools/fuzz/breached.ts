import { checkBlock, blockHas } from '../../protocols/breached/block.ts'
import { checkWhole, createFinder, headLength, readHead } from '../../protocols/breached/index.ts'
import { formatStatement } from '../../protocols/breached/statement.ts'
import { aHash, aList, reading, someHashes } from '../../protocols/breached/testing.ts'
import type { Target } from './target.ts'

const hashes = someHashes(3_000)
const { statement, file } = aList(hashes)
const short = aList(someHashes(900))
const head = file.subarray(0, headLength)
const unsigned = aList(hashes, { by: undefined }).file.subarray(0, headLength)
const listed = aHash(1)
const notListed = aHash(9_000)

/** Files that an administrator carries in: what is changed on the way is found, and nothing else happens. */
export const breachedTargets: readonly Target[] = [
  {
    name: 'breached-head',
    corpus: [head.subarray(0, head.indexOf(0)), unsigned.subarray(0, unsigned.indexOf(0))],
    words: ['\n', '\n\n', '\0', 'rows 1\n', 'depth 31\n', '— ', 'Z\n'],
    feed(input) {
      const page = Buffer.alloc(headLength)
      page.set(input.subarray(0, headLength))
      const read = readHead(page)
      if (read !== undefined && !read.note.startsWith(formatStatement(read.statement))) {
        throw new Error('two texts mean one statement')
      }
    },
  },
  {
    name: 'breached-block',
    corpus: [short.file.subarray(headLength)],
    feed(input) {
      const block = Buffer.from(input)
      const rows = checkBlock(block, 512)
      if (rows !== undefined && blockHas(block, 512, 511, 0) === undefined)
        throw new Error('checked, yet no block')
    },
  },
  {
    name: 'breached-list',
    corpus: [file.subarray(headLength)],
    async feed(input) {
      const bent = Buffer.concat([head, input])
      const finder = createFinder(statement, reading(bent))
      if (finder.find(listed) === 'not-listed') throw new Error('a listed one is not found')
      if (finder.find(notListed) === 'listed') throw new Error('one is found that is not listed')
      const whole = await checkWhole(statement, async (offset, length) => reading(bent)(offset, length))
      if (whole.ok && !bent.subarray(0, file.length).equals(file)) throw new Error('a change was passed over')
    },
  },
]
