import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { Lab, type LabPerson, type Person } from '@keyturn/lab'
import { filetimeFromDate } from '@keyturn/protocols/ad'
import type { AuditEventType, Receipt } from '#audit'
import { createLog, secret, systemClock, type AccountId, type Clock, type Log } from '#kernel'
import { anAuditLog } from '../audit/testing/index.ts'
import type { Access } from './dcs/connection.ts'
import { createDirectory, type DirectoryConfig } from './directories.ts'
import type { Account, Directory } from './directory.ts'

/** A real domain controller, reached from outside its namespace, and a real audit log. For lab tests. */
export interface Site extends AsyncDisposable {
  readonly lab: Lab
  readonly directory: Directory
  /** Another directory on the same DC. */
  connect(
    change?: Partial<DirectoryConfig>,
    deps?: { readonly log?: Log; readonly clock?: Clock },
  ): Directory & AsyncDisposable
  /** Reachable again on the same port after a DC was stopped, which takes everything on its host with it. */
  republish(): Promise<void>
  /** The port of LDAPS on 127.0.0.1. */
  readonly port: number
  /** What the directory itself connects with. */
  readonly access: Access
  announce(type: AuditEventType, account: AccountId): Promise<Receipt>
  /** Fails if there is none. */
  account(identifier: string): Promise<Account>
  /** A new account, with the person behind it. */
  newcomer(wish?: Partial<Person>): Promise<Account & { readonly person: LabPerson }>
  /** An attribute as the DC's database holds it. */
  onDc(person: LabPerson, attribute: string): Promise<string | undefined>
  lock(person: LabPerson): Promise<void>
  /** With the audit entry that it needs. */
  reset: Operation<[password: string, onHalf?: (dc: string) => Promise<void>], Directory['setPassword']>
  change: Operation<[old: string, password: string], Directory['changePassword']>
}

type Operation<Rest extends unknown[], F extends (...all: never[]) => unknown> = (
  id: AccountId,
  ...rest: Rest
) => ReturnType<F>

export async function aSite(): Promise<Site> {
  await using stack = new AsyncDisposableStack()
  const lab = stack.use(await Lab.start({ hosts: ['dc1'] }))
  let published = await lab.publish('dc1', 636)
  stack.defer(() => published[Symbol.asyncDispose]())
  const { port } = published
  const audit = stack.use(await anAuditLog())
  const { serviceAccount, caFile, dnsDomain } = lab.domain
  const config: DirectoryConfig = {
    domain: dnsDomain,
    domainControllers: [`dc1.${dnsDomain}:${port}`],
    ca: await readFile(caFile, 'utf8'),
    serviceAccount: {
      name: serviceAccount.upn,
      password: secret(await readFile(serviceAccount.passwordFile, 'utf8')),
    },
    protectedGroups: [],
  }
  const resolver = { srv: async () => [], addresses: async () => [{ address: '127.0.0.1', family: 4 }] }
  const connect: Site['connect'] = (change, { log = createLog('silent'), clock = systemClock } = {}) =>
    createDirectory({ ...config, ...change }, { log, clock, resolver })
  const directory = stack.use(connect())
  const announce: Site['announce'] = async (type, id) => {
    const { sid } = (await directory.read(id)) ?? assert.fail(`no account ${id}`)
    return audit.append({ type, account: { id, sid }, origin: null, outcome: 'announced', facts: {} })
  }
  const account: Site['account'] = async (identifier) => {
    const found = await directory.find(identifier)
    return found.found ? found.account : assert.fail(`${identifier} is ${found.why}`)
  }
  const keep = stack.move()
  return {
    lab,
    directory,
    connect,
    port,
    announce,
    access: { ca: config.ca, ...config.serviceAccount, resolver, connectMs: 3_000, operationMs: 10_000 },
    async republish() {
      await published[Symbol.asyncDispose]()
      published = await lab.publish('dc1', 636, port)
    },
    account,
    async newcomer(wish = {}) {
      const [person] = await lab.createPeople([wish])
      return { person, ...(await account(person.sAMAccountName)) }
    },
    ...insideDc(lab),
    reset: async (id, password, onHalf) =>
      directory.setPassword(id, secret(password), await announce('reset.setting', id), onHalf),
    change: async (id, old, password) =>
      directory.changePassword(id, secret(old), secret(password), await announce('password.changing', id)),
    [Symbol.asyncDispose]: () => keep.disposeAsync(),
  }
}

/** What the DC's database holds, past LDAP and its permissions. */
function insideDc(lab: Lab): Pick<Site, 'onDc' | 'lock'> {
  const dc = lab.dc('dc1')
  return {
    onDc: ({ sAMAccountName }, attribute) => dc.attribute(`(sAMAccountName=${sAMAccountName})`, attribute),
    async lock({ dn }) {
      const now = filetimeFromDate(new Date())
      await dc.ldb('ldbmodify', `dn: ${dn}\nchangetype: modify\nreplace: lockoutTime\nlockoutTime: ${now}\n`)
    },
  }
}
