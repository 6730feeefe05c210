import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { unpackedFolder, type Child, type Host } from '@keyturn/lab'
import { agentProgram, type KeyturnAgent } from '../../world/index.ts'
import { handsWith, type Hands } from '../kiosk.ts'
import { commonPam, desk, deskEntry, lightdmConf, logFile, sessions, xserver } from './files.ts'

/** LightDM's log-on screen on a workstation whose units are systemd's, and somebody before it. */
export interface Greeter {
  /** At the greeter's keyboard. */
  readonly hands: Pick<Hands, 'press' | 'chord'>
  /** The unit of the guide. */
  readonly kiosk: Pick<Child, 'running' | 'log'>
  /** Waits until it asks for a name, with nothing typed yet. */
  ready(): Promise<void>
  /** Types a name where it is asked for, or over the one that stands there. */
  name(name: string, over?: 'over'): Promise<void>
  password(secret: string): Promise<void>
  /** Waits until LightDM says this after the last name or password was typed. */
  says(what: RegExp): Promise<void>
  /** Who has a session. */
  sessions(): Promise<readonly string[]>
  /** Waits until this person has one. */
  opens(sAMAccountName: string): Promise<void>
  /** Waits until the unit is in this state. */
  until(state: 'active' | 'inactive' | 'failed'): Promise<void>
  /** Terminals that were put on the screen, in this order. */
  shown(): Promise<readonly string[]>
  /** All that LightDM, PAM and the unit have written. */
  logs(): Promise<string>
}

const units = '/run/units'
export const unit = 'keyturn-kiosk.service'
const shownFile = '/run/shown-terminals'
const guideFile = resolve(import.meta.dirname, '../../../docs/guide/kiosk.md')
const patienceMs = 120_000
const greeterScreen = ['DISPLAY=:60', 'XAUTHORITY=/run/lightdm/root/:60']

export async function openGreeter(agent: KeyturnAgent): Promise<Greeter> {
  const { host } = agent
  await installPackages(agent)
  await writeFiles(host)
  await writeUnits(host)
  const terminal = await host.spawn(['python3', join(import.meta.dirname, 'terminal.py'), '/dev/tty9'])
  await host.must(['systemctl', 'daemon-reload'])
  await host.must(['systemd-analyze', 'verify', `${units}/${unit}`])
  await host.must(['systemctl', 'start', 'systemd-journald', 'dbus.socket', 'lightdm'])
  const greeter = await greeterOn(host, terminal)
  await greeter.ready()
  return greeter
}

/** Over this host's /usr, with what stands for the machine's own terminals, which a lab leaves alone. */
async function installPackages({ host, configFile }: KeyturnAgent): Promise<void> {
  for (const name of ['lightdm', 'lightdm-gtk-greeter']) {
    await host.must(['cp', '-a', `${unpackedFolder}/${name}/etc/.`, '/etc'])
  }
  const own = join(host.dataFolder, 'usr')
  const program = (name: string, line: string) =>
    host.write(join(own, 'bin', name), `#!/bin/sh\n${line}\n`, 0o755)
  await program('keyturn-agent', `exec ${agentProgram} "$@" --config ${configFile}`)
  await program('fgconsole', 'echo 7')
  await program('chvt', `echo "$1" >> ${shownFile}`)
  const layers = [
    own,
    join(unpackedFolder, 'lightdm/usr'),
    join(unpackedFolder, 'lightdm-gtk-greeter/usr'),
    '/usr',
  ]
  await host.must(['mount', '-t', 'overlay', 'overlay', '-o', `ro,lowerdir=${layers.join(':')}`, '/usr'])
}

async function writeFiles(host: Host): Promise<void> {
  for (const [name, lines] of Object.entries(commonPam)) await host.write(`/etc/pam.d/${name}`, lines)
  const entry = await fromGuide(/```pam\n([^`]+)```/)
  await host.write('/etc/pam.d/lightdm', entry + (await host.read('/etc/pam.d/lightdm')))
  const home = ['--home-dir', '/run/lightdm-home', '--create-home']
  await host.must(['useradd', '--system', '--user-group', ...home, 'lightdm'])
  await host.must(['mkdir', '-m', '1777', sessions])
  await host.write('/etc/lightdm/lightdm.conf', lightdmConf)
  await host.write('/etc/lightdm/xserver', xserver, 0o755)
  await host.write('/etc/lightdm/desk', desk, 0o755)
  await host.write('/etc/lightdm/sessions/desk.desktop', deskEntry)
}

async function writeUnits(host: Host): Promise<void> {
  const systems = '/lib/systemd/system'
  const theirs = [
    join(unpackedFolder, 'lightdm', systems, 'lightdm.service'),
    ...['dbus.service', 'dbus.socket', 'systemd-journald.service'].map((name) => join(systems, name)),
    ...['systemd-journald.socket', 'systemd-journald-dev-log.socket'].map((name) => join(systems, name)),
  ]
  await host.must(['cp', ...theirs, units])
  await host.write(
    join(units, unit),
    await fromGuide(/```\n(# \/etc\/systemd\/system\/keyturn-kiosk[^`]+)```/),
  )
}

async function fromGuide(part: RegExp): Promise<string> {
  return part.exec(await readFile(guideFile, 'utf8'))?.[1] ?? assert.fail(`the guide has no ${part}`)
}

async function greeterOn(host: Host, terminal: Child): Promise<Greeter> {
  const hands = handsWith(host, greeterScreen)
  const log = async () => (await host.run(['cat', logFile])).stdout
  const state = async () => (await host.run(['systemctl', 'is-active', unit])).stdout.trim()
  const linesOf = ({ stdout }: { stdout: string }) => stdout.split('\n').filter((line) => line !== '')
  const present = async () => linesOf(await host.run(['ls', sessions]))
  let seen = 0
  /** Those that were already waited for. */
  let greeters = 0
  async function wait(what: string, look: () => Promise<boolean>): Promise<void> {
    for (const end = performance.now() + patienceMs; !(await look()); await sleep(100)) {
      if (performance.now() > end) assert.fail(`there was no sign of ${what}: ${(await log()).slice(-3_000)}`)
    }
  }
  async function enter(text: string): Promise<void> {
    seen = (await log()).length
    await hands.type(text)
    // What xdotool types for a line's end is Linefeed, which means nothing to GTK.
    await hands.press('Return')
  }
  return {
    hands,
    kiosk: {
      // What ends before anybody looks is told by the wait for its screen.
      running: true,
      log: async () => `${await terminal.log()}\n${await log()}`,
    },
    async ready() {
      await wait('a greeter', async () => {
        const [, ...connected] = (await log()).split('Greeter connected')
        const asked = connected.slice(greeters).at(-1) ?? ''
        if (!/username '\(null\)'[^]*Prompt greeter/.test(asked)) return false
        const titles = await hands.titles().catch((): readonly string[] => [])
        return titles.includes('lightdm-gtk-greeter')
      })
      greeters += 1
      // The window is there before it takes keys.
      await sleep(500)
    },
    async name(name, over) {
      if (over !== undefined) await hands.press('shift+Tab')
      await enter(name)
    },
    password: enter,
    says: (what) => wait(String(what), async () => what.test((await log()).slice(seen))),
    sessions: present,
    opens: (who) => wait(`a session of ${who}`, async () => (await present()).includes(who)),
    until: (wish) => wait(`a unit that is ${wish}`, async () => (await state()) === wish),
    shown: async () => linesOf(await host.run(['cat', shownFile])),
    logs: async () =>
      `${await log()}\n${await terminal.log()}\n${await host.must(['journalctl', '--no-pager', '--boot'])}`,
  }
}
