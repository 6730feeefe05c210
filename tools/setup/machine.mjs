import { existsSync, readFileSync } from 'node:fs'
import { fail, run } from './run.mjs'

/**
 * An image of Debian 12 with a Node that is new enough; Debian's own Node is 18. --init: a process 1 that reaps,
 * without which hosts of a killed lab never end.
 */
const container =
  'docker run --init --rm -it --privileged -v "$PWD:/keyturn" -w /keyturn node:24-bookworm npm run demo'

/** The Node that set-up itself runs on; Keyturn brings its own. @param {string} [version] */
export function assertNode(version = process.versions.node) {
  if (Number.parseInt(version, 10) >= 20) return
  fail(
    `Set-up needs Node 20 or newer, and this is ${version}. Install one (such as from nodejs.org), or use: ${container}`,
  )
}

const osRelease = () => (existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '')

/**
 * Linux, Debian 12, root: the lab is made of Debian's Samba in namespaces.
 *
 * @param {{ platform?: string, release?: string, uid?: number | undefined }} [here]
 */
export function assertMachine(here = {}) {
  const { platform = process.platform, release = osRelease(), uid = process.getuid?.() } = here
  if (platform !== 'linux') {
    fail(`The lab needs Linux. Use a virtual machine with Debian 12, or: ${container}`)
  }
  if (!/^ID=debian$/m.test(release) || !/^VERSION_ID="?12"?$/m.test(release)) {
    fail(`The lab is made of Debian 12's packages, and this is another system. Use: ${container}`)
  }
  if (uid !== 0) {
    fail('The lab makes network namespaces, which only root may. Run it again as root, such as by sudo.')
  }
}

// The tmpfs keeps the probe's folders off the machine.
const mounts = [
  'mount -t tmpfs kt-probe /run',
  'mkdir /run/over',
  'mount -t overlay kt-probe -o lowerdir=/run/over:/usr /run/over',
]

/** What the lab does at each start, in namespaces that are gone with the probe. Needs nothing installed. */
export function assertNamespaces() {
  // A device file alone proves nothing: opening it says whether the kernel has tunnels (ENODEV).
  probe([...mounts, ': < /dev/net/tun'])
}

/** As above, with ip(8) of iproute2. */
export function assertNetworks() {
  probe(['ip link add kt-probe-a type veth peer name kt-probe-b', 'ip link add kt-probe type bridge'])
}

/** @param {readonly string[]} commands */
function probe(commands) {
  const namespaces = ['--net', '--mount', '--uts', '--ipc', '--pid', '--fork', '--mount-proc']
  const { code, stderr } = run('unshare', [...namespaces, 'sh', '-c', `set -e; ${commands.join('; ')}`])
  if (code === 0) return
  const why = stderr.trim().split('\n').at(-1) || `exit status ${code}`
  fail(`This machine gives no namespaces, bridges, overlays or tunnels (${why}). Use: ${container}`)
}
