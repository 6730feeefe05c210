import { join } from 'node:path'
import type { Sid } from '@keyturn/protocols/ad'
import type { Host, Lab, LabPerson } from '@keyturn/lab'
import type { Somebody } from '../logons-suite.ts'
import type { AccountName, Logons } from '../logons.ts'
import type { PolicyOutcome } from '../policy/set.ts'
import type { PolicyCall } from './policy-program.ts'
import type { Call } from './suite-program.ts'

const program = join(import.meta.dirname, 'suite-program.ts')
const policyProgram = join(import.meta.dirname, 'policy-program.ts')

type Config = Call['config']

/** The log-ons of a host, each call in a process there. */
export function logonsOn(host: Host, config: () => Config): Logons {
  async function call<T>(method: Call['method'], subject?: Call['subject'], password?: Buffer): Promise<T> {
    const input = argumentsOf({ config: config(), method, ...(subject && { subject }) }, password)
    return (JSON.parse(await host.must([process.execPath, program], { input })) ?? undefined) as T
  }
  return {
    isCachingOn: () => call('isCachingOn'),
    async cached() {
      const found = await call<{ account: Sid; passwordLastSet: string | null }[]>('cached')
      return found.map(({ account, passwordLastSet }) => {
        return { account, passwordLastSet: passwordLastSet === null ? null : new Date(passwordLastSet) }
      })
    },
    nameOf: (account) => call('nameOf', account),
    find: (name) => call('find', name),
    connect: () => call('connect'),
    /** The process there has ended it already. */
    async disconnect() {
      await call('disconnect')
      return new AsyncDisposableStack()
    },
    logon: (account, password) => call('logon', account, password),
    ask: (account, password) => call('ask', account, password),
    prove: (account, password) => call('prove', account, password),
    changeLocally: (account, password) => call('changeLocally', account, password),
    putBackUnproved: () => call('putBackUnproved'),
    forget: (accounts) => call('forget', accounts),
    policy: () => call('policy'),
  }
}

/** Sets one thing of how the host's daemon keeps log-ons, in a process there. */
export async function setPolicyOn(
  host: Host,
  call: PolicyCall,
): Promise<{ readonly outcome: PolicyOutcome; readonly file: string }> {
  return JSON.parse(await host.must([process.execPath, policyProgram], { input: JSON.stringify(call) }))
}

function argumentsOf(call: Call, password: Buffer | undefined): string {
  return JSON.stringify({ ...call, ...(password && { password: password.toString('base64') }) })
}

/** Starts a proof on the host and kills it with SIGKILL once `isOffline` says so. */
export async function killDuringProof(
  host: Host,
  { config, name, password }: { config: Config; name: AccountName; password: string },
  isOffline: () => Promise<boolean>,
): Promise<void> {
  const input = argumentsOf({ config, method: 'prove', subject: name }, Buffer.from(password))
  const child = await host.spawn([process.execPath, program], { input, name: 'killed-proof' })
  while (!(await isOffline())) {
    if (!child.running) throw new Error(`the proof was over before: ${await child.log()}`)
  }
  child.signal('SIGKILL')
  await child.exited
}

export async function asSomebody(lab: Lab, { sAMAccountName, password }: LabPerson): Promise<Somebody> {
  const account = await lab.dc('dc1').attribute(`(sAMAccountName=${sAMAccountName})`, 'objectSid')
  if (account === undefined) throw new Error(`${sAMAccountName} has no SID`)
  return { account: account as Sid, name: sAMAccountName, password }
}
