import { existsSync, readFileSync } from 'node:fs'
import { fail, run } from './run.mjs'

const container =
  'docker run --rm -it --privileged -v "$PWD:/keyturn" -w /keyturn debian:12 ' +
  '(there: apt-get update && apt-get install -y nodejs npm)'

/** Linux, Debian 12, root: the lab is made of Debian's Samba in namespaces. */
export function assertMachine() {
  if (process.platform !== 'linux') {
    fail(`The lab needs Linux. Use a virtual machine with Debian 12, or: ${container}`)
  }
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : ''
  if (!/^ID=debian$/m.test(release) || !/^VERSION_ID="?12"?$/m.test(release)) {
    fail(`The lab is made of Debian 12's packages, and this is another system. Use: ${container}`)
  }
  if (process.getuid?.() !== 0) {
    fail('The lab makes network namespaces, which only root may. Run it again as root, such as by sudo.')
  }
}

const probe = [
  'ip link add kt-probe-a type veth peer name kt-probe-b',
  'ip link add kt-probe type bridge',
  'mkdir -p /run/kt-probe',
  'mount -t tmpfs kt-probe /run/kt-probe',
  'mkdir /run/kt-probe/over',
  'mount -t overlay kt-probe -o lowerdir=/run/kt-probe/over:/usr /run/kt-probe/over',
  'test -c /dev/net/tun',
]

/** In namespaces that are gone with the probe: what the lab does at each start. */
export function assertNamespaces() {
  const namespaces = ['--net', '--mount', '--uts', '--ipc', '--pid', '--fork', '--mount-proc']
  // The tmpfs keeps the probe's folder off the machine.
  const script = `set -e; mount -t tmpfs kt-probe /run; ${probe.join('; ')}`
  const { code, stderr } = run('unshare', [...namespaces, 'sh', '-c', script])
  if (code === 0) return
  const why = stderr.trim().split('\n').at(-1) || '/dev/net/tun is missing'
  fail(`This machine gives no namespaces, bridges, overlays or tunnels (${why}). Use: ${container}`)
}
