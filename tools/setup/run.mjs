import { spawnSync } from 'node:child_process'

/** What the person reads while it lasts. @param {string} text */
export function say(text) {
  process.stdout.write(`setup: ${text}\n`)
}

/** One sentence, and what to do instead. @param {string} sentence @returns {never} */
export function fail(sentence) {
  process.stderr.write(`setup: ${sentence}\n`)
  process.exit(1)
}

/**
 * @typedef {{ code: number, stdout: string, stderr: string }} Ran
 * @param {string} command @param {readonly string[]} args @param {import('node:child_process').SpawnSyncOptions} [options]
 * @returns {Ran}
 */
export function run(command, args, options = {}) {
  const ran = spawnSync(command, [...args], { encoding: 'utf8', maxBuffer: 1 << 26, ...options })
  const stderr = ran.error === undefined ? String(ran.stderr ?? '') : ran.error.message
  return { code: ran.status ?? 1, stdout: String(ran.stdout ?? ''), stderr }
}

/** Runs what has to succeed; what it says goes past unless it fails. */
export function must(/** @type {string} */ command, /** @type {readonly string[]} */ args, options = {}) {
  const ran = run(command, args, options)
  if (ran.code === 0) return ran.stdout
  const said = (ran.stderr + ran.stdout).trim().split('\n').slice(-15).join('\n')
  return fail(`\`${command} ${args.join(' ')}\` ended with ${ran.code}:\n${said}`)
}
