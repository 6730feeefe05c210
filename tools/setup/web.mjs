import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { environment, root } from './node-modules.mjs'
import { must, say } from './run.mjs'

/** Written when a build has succeeded; a build begins by emptying its folder. */
const mark = join(root, 'web', 'dist', '.built-from')
/** What ends up in the pages: the lock file stands for the packages. */
const sources = ['web', 'contract', 'protocols', 'package-lock.json']
const notSources = new Set(['dist', 'node_modules'])

/** Builds the portal unless it was built from just these sources. */
export function buildWeb() {
  const wanted = fingerprint(root, sources)
  if (builtFrom() === wanted) return
  say('building the portal')
  must('npm', ['run', 'build', '--workspace', 'web'], { cwd: root, env: environment })
  writeFileSync(mark, wanted)
}

function builtFrom() {
  try {
    return readFileSync(mark, 'utf8')
  } catch {
    return undefined
  }
}

/**
 * Of names and contents, not times: a file that is gone or older counts as a change. Tests don't count.
 *
 * @param {string} base @param {readonly string[]} names
 */
export function fingerprint(base, names) {
  const hash = createHash('sha256')
  for (const name of names.flatMap((one) => filesIn(base, one))) {
    const file = createHash('sha256').update(readFileSync(join(base, name)))
    hash.update(`${name}\0${file.digest('hex')}\n`)
  }
  return hash.digest('hex')
}

/** @param {string} base @param {string} name @returns {readonly string[]} */
function filesIn(base, name) {
  if (statSync(join(base, name)).isFile()) return [name]
  return readdirSync(join(base, name), { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${name}/${entry.name}`
      if (entry.isDirectory()) return notSources.has(entry.name) ? [] : filesIn(base, path)
      return /\.test\.tsx?$/.test(entry.name) ? [] : [path]
    })
}
