import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Child, Host } from '@keyturn/lab'
import { parse, stringify } from 'yaml'
import { agentProgram, type Enrolled, type KeyturnAgent } from '../world/index.ts'

/** A screen, and somebody at its keyboard and mouse. */
export interface Hands {
  /** Keys by where they are on the keyboard, pressed together: what stands on them is the kiosk's. */
  chord(...keycodes: readonly number[]): Promise<void>
  /** A key by its name: Tab, Return, Escape. */
  press(key: string): Promise<void>
  /** Not in arguments, which everybody may read. */
  type(text: string): Promise<void>
  click(x: number, y: number, button?: number): Promise<void>
  /** What stands in the title of each window. */
  titles(): Promise<readonly string[]>
  /** An X client of the attacker's on this screen. */
  run(...argv: readonly string[]): Promise<string>
}

export interface KioskHands extends Hands {
  /** Waits until the page with this heading is on the screen. */
  sees(heading: string): Promise<void>
}

/** A workstation with `keyturn-agent kiosk` on a screen of its own, and somebody before it. */
export interface KioskScreen extends KioskHands, AsyncDisposable {
  readonly child: Child
  /** Waits until it is over: no browser, no screen, no file. @returns what the agent said */
  ends(): Promise<string>
}

/** Where keys are on a PC keyboard (evdev, plus 8). */
export const key = {
  escape: 9,
  tab: 23,
  q: 24,
  w: 25,
  t: 28,
  u: 30,
  i: 31,
  o: 32,
  p: 33,
  control: 37,
  s: 39,
  d: 40,
  h: 43,
  j: 44,
  l: 46,
  shift: 50,
  n: 57,
  m: 58,
  alt: 64,
  f1: 67,
  f4: 70,
  f5: 71,
  f10: 76,
  f11: 95,
  f12: 96,
  left: 113,
  delete: 119,
  super: 133,
  menu: 135,
  back: 166,
  home: 180,
} as const

const account = 'keyturn-kiosk'
/** The portal's first page. */
export const start = 'What do you need?'
const patienceMs = 180_000
let kiosks = 0

/** What the guide asks of an administrator. */
export async function prepareKiosk(agent: KeyturnAgent, kiosk: object = {}): Promise<void> {
  const { host, configFile } = agent
  const made = await host.run(['id', '-u', account])
  if (made.code !== 0) {
    await host.must(['useradd', '--system', '--no-create-home', '--shell', '/usr/sbin/nologin', account])
  }
  const xserver = ['Xvfb', '-screen', '0', '1280x900x24']
  const config = parse(await host.read(configFile)) as object
  const resources = [
    { name: 'Files', at: 'smb://dc1.corp.example' },
    { name: 'Mail', at: 'imaps://dc1.corp.example' },
  ]
  await host.write(configFile, stringify({ ...config, resources, kiosk: { xserver, ...kiosk } }))
}

export async function openKiosk({ host, configFile }: KeyturnAgent): Promise<KioskScreen> {
  const child = await host.spawn([agentProgram, 'kiosk', '--config', configFile], {
    name: `kiosk-${++kiosks}`,
  })
  return {
    child,
    ...(await handsAt(host, child)),
    async ends() {
      await Promise.race([
        child.exited,
        sleep(patienceMs, undefined, { ref: false }).then(() => assert.fail('it does not end')),
      ])
      await nothingRuns(host)
      return child.log()
    },
    [Symbol.asyncDispose]: () => child.stop(),
  }
}

/** Whatever started the kiosk there: at its screen as soon as there is one. */
export async function handsAt(host: Host, child: Pick<Child, 'running' | 'log'>): Promise<KioskHands> {
  const hands = handsWith(host, await eventually('a screen', child, () => environmentOf(host)))
  return {
    ...hands,
    async sees(heading) {
      await eventually(`"${heading}"`, child, async () => {
        // Whoever waits for a page has not walked off.
        await hands.run('xdotool', 'mousemove_relative', '1', '0')
        return (await hands.titles()).some((title) => title.startsWith(`${heading} · `)) || undefined
      })
      // The title comes before the page can be typed into.
      await sleep(300)
    },
  }
}

/** On any X server of that machine. `env`: assignments for env(1) that let one in. */
export function handsWith(host: Host, env: readonly string[]): Hands {
  const run = (...argv: readonly string[]) => host.must(['env', ...env, ...argv])
  const hands = (...args: readonly string[]) => run('xdotool', ...args)
  return {
    run,
    async titles() {
      const { stdout } = await host.run(['env', ...env, 'xdotool', 'search', '--onlyvisible', '--name', '.'])
      const windows = stdout.split('\n').filter((line) => line !== '')
      return Promise.all(windows.map(async (one) => (await hands('getwindowname', one)).trim()))
    },
    async chord(...keycodes) {
      const [last, ...held] = keycodes.toReversed()
      for (const one of held.toReversed()) await hands('keydown', String(one))
      await hands('key', String(last))
      for (const one of held) await hands('keyup', String(one))
    },
    // The screen may be gone before the key is released.
    press: async (name) => void (await host.run(['env', ...env, 'xdotool', 'key', name])),
    type: async (text) =>
      void (await host.must(['env', ...env, 'xdotool', 'type', '--delay', '20', '--file', '-'], {
        input: text,
      })),
    click: async (x, y, button = 1) => void (await hands('mousemove', `${x}`, `${y}`, 'click', `${button}`)),
  }
}

/** From the start page to where the new password is asked for. */
export async function proveAtKiosk(kiosk: KioskHands, who: Enrolled, code: string): Promise<void> {
  await kiosk.sees(start)
  await kiosk.click(640, 240)
  await kiosk.sees('Who are you?')
  await kiosk.press('Tab')
  await kiosk.type(`${who.person.sAMAccountName}\n`)
  await kiosk.sees('Prove that it is you')
  await kiosk.press('Tab')
  await kiosk.type(`${code}\n`)
  await kiosk.sees('Choose a new password')
}

/** By what root on that machine could use the kiosk's screen too. */
async function environmentOf(host: Host): Promise<readonly string[] | undefined> {
  const { stdout } = await host.run(['ps', '-ww', '-eo', 'args='])
  const [, files, display] = / room keyturn-kiosk (\/run\/\S+) (\d+) /.exec(stdout) ?? []
  if (files === undefined || !/ --type=renderer /.test(stdout)) return undefined
  return [`DISPLAY=:${display}`, `XAUTHORITY=${files}/authority`]
}

/** Processes of a kiosk, and what it kept. */
export async function traces(host: Host): Promise<readonly string[]> {
  return [...(await running(host)), ...(await kept(host))]
}

async function running(host: Host): Promise<readonly string[]> {
  const lines = (await host.must(['ps', '-ww', '-eo', 'stat=,user:32=,args='])).split('\n')
  return lines.filter((line) => !line.startsWith('Z') && /Xvfb|chromium|keyturn-kiosk/.test(line))
}

async function kept(host: Host): Promise<readonly string[]> {
  const folders = (await host.must(['ls', '/run']))
    .split('\n')
    .filter((name) => name.startsWith('keyturn-kiosk'))
  // Others' files there come and go meanwhile.
  const { stdout } = await host.run(['find', '/tmp', '/dev/shm', '/var/tmp', '-xdev', '-user', account])
  return [...folders, ...stdout.split('\n').filter((line) => line !== '')]
}

/** What runs on that machine, and as whom. */
export async function programs(host: Host): Promise<readonly string[]> {
  const lines = (await host.must(['ps', '-ww', '-eo', 'user:32=,comm='])).split('\n')
  // winbind's helpers come and go by themselves.
  const isOurs = (line: string) => !/^$| (ps|xdotool|winbindd|wb\[.*|samba.*|rpcd.*)$|defunct/.test(line)
  return [...new Set(lines.map((line) => line.trim()))].filter(isOurs)
}

export async function nothingLeft(host: Host): Promise<void> {
  for (let tries = 0; tries < 300 && (await traces(host)).length > 0; tries++) await sleep(100)
  assert.deepEqual(await traces(host), [])
}

/** What a killed agent could not put away, the next one does. */
async function nothingRuns(host: Host): Promise<void> {
  for (let tries = 0; tries < 300 && (await running(host)).length > 0; tries++) await sleep(100)
  assert.deepEqual(await running(host), [])
}

async function eventually<T>(
  what: string,
  child: Pick<Child, 'running' | 'log'>,
  look: () => Promise<T | undefined>,
): Promise<T> {
  const end = performance.now() + patienceMs
  for (;;) {
    const seen = await look().catch(() => undefined)
    if (seen !== undefined) return seen
    if (!child.running || performance.now() > end)
      assert.fail(`there was no sign of ${what}: ${await child.log()}`)
    await sleep(100)
  }
}
