import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { environment, root } from './node-modules.mjs'
import { must, say } from './run.mjs'

const dist = join(root, 'web', 'dist')
/** What ends up in the pages. */
const sources = ['web', 'contract', 'protocols']
const notSources = new Set(['dist', 'node_modules'])

/** Builds the portal if it is not built, or older than what it is made of. */
export function buildWeb() {
  const { scripts } = JSON.parse(readFileSync(join(root, 'web', 'package.json'), 'utf8'))
  if (scripts?.build === undefined) return
  const newest = Math.max(...sources.map((folder) => newestFile(join(root, folder))))
  if (existsSync(dist) && newestFile(dist) >= newest) return
  say('building the portal')
  must('npm', ['run', 'build', '--workspace', 'web'], { cwd: root, env: environment })
}

/** Milliseconds; tests don't count. @param {string} folder @returns {number} */
function newestFile(folder) {
  const times = readdirSync(folder, { withFileTypes: true }).map((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return notSources.has(entry.name) ? 0 : newestFile(path)
    return /\.test\.tsx?$/.test(entry.name) ? 0 : statSync(path).mtimeMs
  })
  return Math.max(0, ...times)
}
