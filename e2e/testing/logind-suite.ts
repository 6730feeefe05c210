import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Child, Host } from '@keyturn/lab'
import { agentProgram, type Enrolled, type KeyturnAgent, type World } from '../world/index.ts'
import { passwdOf } from './incident-suite.ts'

interface At {
  readonly world: World
  /** At `laptop1`, which both have logged on to, and where process 1 is systemd. */
  readonly laptop: KeyturnAgent
  readonly who: Enrolled
  readonly other: Enrolled
}

interface Session {
  readonly id: string
  readonly uid: string
}

const patienceMs = 120_000

/** Locks where it is asked to, and says so, as desktops do (org.freedesktop.login1, Session: Lock, SetLockedHint). */
const desktop = `path=$(busctl call org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager \
  GetSession s "$XDG_SESSION_ID" | cut -d'"' -f2)
stdbuf -oL dbus-monitor --system "type='signal',member='Lock',path='$path'" | while read -r line; do
  case $line in
  *member=Lock*) busctl call org.freedesktop.login1 "$path" org.freedesktop.login1.Session SetLockedHint b true ;;
  esac
done`

/** What systemd is told of, all of it the machine's own. */
const units = [
  'systemd-logind.service',
  'dbus.service',
  'dbus.socket',
  'user.slice',
  'user@.service',
  'user-runtime-dir@.service',
]

/** Two more ways in than the lab's own: a console, and a desktop that somebody else starts. */
const waysIn = { login: 'tty', 'runuser-l': 'wayland' }

async function startLogind(host: Host): Promise<void> {
  await host.must(['cp', ...units.map((unit) => `/lib/systemd/system/${unit}`), '/run/units'])
  for (const [service, type] of Object.entries(waysIn)) {
    const lines = [
      'auth sufficient pam_rootok.so',
      'account required pam_permit.so',
      `session required pam_systemd.so type=${type}`,
    ]
    await host.write(`/etc/pam.d/${service}`, `${lines.join('\n')}\n`)
  }
  await host.must(['systemctl', 'daemon-reload'])
  await host.must(['systemctl', 'start', 'dbus.socket', 'systemd-logind'])
}

/** The same orders where people's sessions are logind's, as they are from here on. */
export function computersWithLogind(at: () => At): void {
  suite('computers of the scope, with logind', () => {
    let computer: Host
    let hers: string
    let others: string
    const begun: Child[] = []

    before(async () => {
      const { world, laptop, who, other } = at()
      await world.lab.laptop('laptop1').home()
      computer = laptop.host
      await startLogind(computer)
      hers = (await passwdOf(computer, who.person.sAMAccountName)).uid
      others = (await passwdOf(computer, other.person.sAMAccountName)).uid
    })
    after(async () => {
      for (const child of begun) await child.stop('SIGKILL')
    })

    async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
      const end = performance.now() + patienceMs
      while (!(await isSo())) {
        assert.ok(performance.now() < end, what)
        await sleep(200)
      }
    }

    async function sessions(): Promise<readonly Session[]> {
      const lines = (await computer.must(['loginctl', 'list-sessions', '--no-legend'])).trim().split('\n')
      return lines.flatMap((line) => {
        const [id, uid] = line.trim().split(/\s+/)
        return id && uid ? [{ id, uid }] : []
      })
    }

    async function begins(uid: string, argv: readonly string[]): Promise<string> {
      const known = new Set((await sessions()).map(({ id }) => id))
      begun.push(await computer.spawn(argv, { name: `session-${begun.length}` }))
      let id: string | undefined
      await until(
        async () => {
          id = (await sessions()).find((one) => one.uid === uid && !known.has(one.id))?.id
          return id !== undefined
        },
        `a session of ${uid}: ${await begun.at(-1)?.log()}`,
      )
      return id ?? assert.fail()
    }

    const login = async (uid: string) => (await computer.must(['id', '-un', uid])).trim()
    /** At a text console. */
    const atConsole = async (uid: string) => {
      const typed = `sleep 600 | setsid script -qfec 'exec login -f "$0"' /dev/null`
      const user = await login(uid)
      return begins(uid, ['sh', '-c', typed.replace('"$0"', `"${user.replaceAll('\\', '\\\\')}"`)])
    }
    const atDesktop = async (uid: string) => {
      const id = await begins(uid, ['runuser', '-l', await login(uid), '-s', '/bin/sh', '-c', desktop])
      await until(
        async () => (await computer.run(['pgrep', '-u', uid, 'dbus-monitor'])).code === 0,
        'the desktop listens',
      )
      return id
    }
    const isLocked = async (id: string) =>
      (await computer.must(['loginctl', 'show-session', id, '-p', 'LockedHint', '--value'])).trim() === 'yes'

    /** Ordered by the server's administrator, done when the computer checks in. @returns what he is told then. */
    async function ordered(...deeds: readonly string[]): Promise<string> {
      const { world, laptop, who } = at()
      const words = ['order', '--account', who.person.sAMAccountName, '--all', ...deeds]
      const order = await world.server.cli('device', ...words)
      assert.equal(order.code, 0, order.stderr)
      const batch = /batch (\S+)/.exec(order.stdout)?.[1] ?? assert.fail(order.stdout)
      const done = await computer.run([agentProgram, 'check-in', '--config', laptop.configFile])
      assert.equal(done.code, 0, done.stdout + done.stderr)
      return (await world.server.cli('device', 'orders', '--batch', batch)).stdout
    }

    test('lock what says that it locked, tell of what did not, and touch nobody else’s', async () => {
      const atText = await atConsole(hers)
      const [desk, another] = [await atDesktop(hers), await atDesktop(others)]
      const told = await ordered('--lock-sessions')
      assert.match(told, /lock-sessions left \(1 of 2, logind\)/)
      assert.deepEqual(await Promise.all([desk, atText, another].map(isLocked)), [true, false, false])
      assert.equal((await sessions()).length, 3)
    })

    test('end hers, with what she left to run by itself; the other’s goes on', async () => {
      const theirs = (await sessions()).filter(({ uid }) => uid === others)
      const before = await computer.must(['pgrep', '-u', others])
      await computer.must(['loginctl', 'enable-linger', hers])
      const told = await ordered('--end-sessions')
      assert.match(told, /end-sessions done \((\d+) of \1, logind\)/)
      assert.deepEqual(await sessions(), theirs)
      assert.equal((await computer.run(['pgrep', '-u', hers])).code, 1)
      assert.equal(await computer.must(['pgrep', '-u', others]), before)
      assert.equal((await computer.run(['find', '/var/lib/systemd/linger', '-type', 'f'])).stdout, '')
    })

    test('have nothing to do a second time, and lock nothing where nobody is', async () => {
      const told = await ordered('--end-sessions', '--lock-sessions')
      assert.match(told, /end-sessions was-not-there \(0 of 0, logind\)/)
      assert.match(told, /lock-sessions was-not-there \(0 of 0, logind\)/)
      assert.equal((await sessions()).length, 1)
    })
  })
}
