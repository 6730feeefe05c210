import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { kannelFolder, type Child, type Host } from '@keyturn/lab'

/** The company's SMS gateway, on the server's own machine, and the network behind it. */
export interface Sms {
  /** The newest message to a number, once there are so many. */
  arrival(number: string, count?: number): Promise<Message>
}

export const ports = { centre: 2775, http: 13_013 }
export const kannelUser = 'keyturn-web'
/** Whose messages Kannel's are, on the telephone. */
export const kannelNumber = '4930123'
export const systemId = 'keyturn'

/** Debian's Kannel takes messages by HTTP and hands them by SMPP to a centre, which others may speak to as well. */
export async function startSms(
  host: Host,
  folder: string,
  files: {
    readonly centrePasswordFile: string
    readonly kannelPassword: string
    readonly centrePassword: string
  },
): Promise<Sms> {
  const program = resolve(import.meta.dirname, 'sms-centre.ts')
  const argv = [process.execPath, program, String(ports.centre), systemId, files.centrePasswordFile]
  const centre = await host.spawn(argv, { name: 'sms-centre' })
  await said(centre, 'listening')
  const user = { name: kannelUser, password: files.kannelPassword }
  const { centrePassword } = files
  const settings = { ports: { ...ports, admin: 13_000, box: 13_001 }, user, systemId, centrePassword }
  const programs = await kannelFolder(folder, { ...settings, number: kannelNumber })
  const box = (name: keyof typeof programs) =>
    host.spawn(programs[name], { name, asUser: 'nobody', cwd: '/' })
  await box('bearerbox')
  await said(centre, 'bound true')
  const smsbox = await box('smsbox')
  await answers(host, smsbox)
  return {
    async arrival(number, count = 1) {
      for (let waited = 0; waited < 90_000; waited += 50) {
        const messages = (await centre.log()).split('\n').filter((line) => line.startsWith('{'))
        const hers = messages
          .map((line) => JSON.parse(line) as Message)
          .filter(({ to }) => isSame(to, number))
        const newest = hers.at(-1)
        if (newest !== undefined && hers.length >= count) return newest
        await sleep(50)
      }
      throw new Error(`no message to ${number}: ${await centre.log()}`)
    },
  }
}

export interface Message {
  /** The company's name or number, as each of the two senders has its own. */
  readonly from: string
  readonly to: string
  readonly text: string
}

/** Kannel leaves the plus out, as the type of the number says it. */
const isSame = (one: string, other: string) => one.replace('+', '') === other.replace('+', '')

async function said(child: Child, text: string): Promise<void> {
  for (let waited = 0; !(await child.log()).includes(text); waited += 50) {
    if (!child.running || waited > 90_000) throw new Error(`never said ${text}: ${await child.log()}`)
    await sleep(50)
  }
}

async function answers(host: Host, smsbox: Child): Promise<void> {
  const ask = `</dev/tcp/127.0.0.1/${ports.http}`
  for (let waited = 0; (await host.run(['bash', '-c', ask])).code !== 0; waited += 100) {
    if (!smsbox.running || waited > 90_000) throw new Error(`no smsbox: ${await smsbox.log()}`)
    await sleep(100)
  }
}
