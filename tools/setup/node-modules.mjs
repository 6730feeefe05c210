import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fail, must, run, say } from './run.mjs'

export const root = fileURLToPath(new URL('../..', import.meta.url))
const bin = join(root, 'node_modules', '.bin')

/** For what is started from here: the Node of node_modules before the machine's. */
export const environment = { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}` }

/** `npm ci` if node_modules is not what package-lock.json says; then Node 24 must be there. */
export function installNodeModules() {
  if (!isCurrent()) {
    say('installing the Node packages (npm ci)')
    must('npm', ['ci', '--no-audit', '--no-fund'], { cwd: root })
  }
  const { stdout } = run('node', ['--version'], { env: environment })
  if (!stdout.startsWith('v24.')) {
    fail(`Keyturn runs on Node 24, and node_modules/.bin/node is ${stdout.trim() || 'missing'}. Run npm ci.`)
  }
}

/**
 * npm writes what it has installed to node_modules/.package-lock.json at the very end, after `npm ci` and
 * `npm install` alike: a better stamp than a hash of ours.
 */
function isCurrent() {
  const wanted = readPackages(join(root, 'package-lock.json'))
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'))
  if (wanted === undefined) return fail('package-lock.json is missing: this is not a whole copy of Keyturn.')
  if (installed === undefined) return false
  return Object.entries(wanted).every(([path, { version, optional, link }]) => {
    // Optional ones are for other processors; links are our own workspaces.
    const there = installed[path]
    return (
      !path.startsWith('node_modules/') ||
      link ||
      (there === undefined ? optional : there.version === version)
    )
  })
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean, link?: boolean }> | undefined}
 */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return undefined
  }
}
