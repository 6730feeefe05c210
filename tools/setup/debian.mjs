import { fail, must, run, say } from './run.mjs'
import { withQuietServices, cleanUpAfterKill } from './quiet-services.mjs'

const quiet = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }
const apt = ['-y', '-q', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120']

/** @param {readonly string[]} names */
function missingPackages(names) {
  // Exits with 1 when it doesn't know one of them, and tells of the others all the same.
  const { stdout } = run('dpkg-query', ['--show', '--showformat=${Package} ${db:Status-Status}\n', ...names])
  const installed = new Set(stdout.split('\n').filter((line) => line.endsWith(' installed')))
  return names.filter((name) => !installed.has(`${name} installed`))
}

/** Installs those that are missing and leaves every service of the machine as it was. @param {readonly string[]} wanted */
export function installMissing(wanted) {
  cleanUpAfterKill()
  const names = missingPackages(wanted)
  if (names.length === 0) return
  say(`installing Debian packages, which may take two minutes: ${names.join(' ')}`)
  if (run('apt-get', ['install', '--simulate', ...apt, ...names], quiet).code !== 0) update()
  refuseRemovals(must('apt-get', ['install', '--simulate', ...apt, ...names], quiet))
  withQuietServices(() => {
    if (run('apt-get', ['install', ...apt, ...names], quiet).code === 0) return
    // The lists may name versions that the mirror has dropped.
    update()
    must('apt-get', ['install', ...apt, ...names], quiet)
  })
}

export function update() {
  say('reading the package lists (apt-get update)')
  must('apt-get', ['update', '-q', '-o', 'DPkg::Lock::Timeout=120'], quiet)
}

/** @param {string} plan */
function refuseRemovals(plan) {
  const removed = [...plan.matchAll(/^Remv (\S+)/gm)].map(([, name]) => name)
  if (removed.length > 0) {
    fail(`Installing would remove ${removed.join(', ')}, so nothing was done. Use a virtual machine instead.`)
  }
}
