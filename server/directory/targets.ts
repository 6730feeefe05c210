import { hasFlag } from '@keyturn/protocols/ad'
import { assertAnnounces, type AuditEventType, type Receipt } from '#audit'
import { Fault, type AccountId } from '#kernel'
import { dnOf, isUser, readEntry, singleAttributes, type Reading } from './accounts/accounts.ts'
import { integer, large, textsNamed, type Entry } from './dcs/attributes.ts'
import type { Controllers } from './dcs/controllers.ts'
import type { Directory, Prepared } from './directory.ts'
import { policyAttributes, type FullPolicy, type Policies } from './accounts/policies.ts'
import { freshProtectionAttributes, type Protection } from './accounts/protection.ts'

/** An account that may be written to. */
export interface Touchable {
  readonly id: AccountId
  readonly dn: string
  readonly pwdLastSet: bigint
}

/** An account whose password is about to be written, as the DC sees it now. */
export interface Target extends Touchable {
  readonly lockoutTime: bigint
  readonly policy: FullPolicy
}

/**
 * The only ways to a write: they ask for the receipt, and for an account that may be touched.
 *
 * `on`: as that DC shows it, for a write that goes to it by name; else as the one does that writes go to now.
 */
export interface Targets extends Pick<Directory, 'prepare'> {
  /**
   * For what is no password.
   *
   * @throws {Fault} `directory.refused`: protected, gone or not a person's; disabled, for what she does herself.
   */
  touchable(id: AccountId, receipt: Receipt, type: AuditEventType, on?: string): Promise<Touchable>
  /** @throws {Fault} as `touchable`, and if the policy cannot be read. */
  announced(of: AccountId | Prepared, receipt: Receipt, type: AuditEventType, on?: string): Promise<Target>
}

export const stateAttributes = ['pwdLastSet', 'lockoutTime']
const touchAttributes = ['sAMAccountType', 'userAccountControl', 'pwdLastSet', ...freshProtectionAttributes]
const writeAttributes = [...new Set([...touchAttributes, ...stateAttributes, ...policyAttributes])]
/** So long what was prepared is "now": a claim, an announcement and a fence in between, on a busy machine. */
const preparedMs = 2_000

export interface TargetsDeps {
  readonly controllers: Controllers
  readonly policies: Policies
  readonly protection: Protection
  readonly reading: Reading
}

export function createTargets(deps: TargetsDeps): Targets {
  const { controllers, policies, protection, reading } = deps
  /** The entries behind what was prepared a moment ago. */
  const fresh = new Map<Prepared, Entry>()

  return {
    async prepare(id, names = []) {
      const { host } = await controllers.chosen()
      const search = {
        base: dnOf(id),
        attributes: [...new Set([...writeAttributes, ...singleAttributes, ...names])],
      }
      const [entry] = await controllers.readOn(host, (connection) => connection.search(search))
      if (entry === undefined || !isUser(entry)) return undefined
      const [account, { lockoutWindowSeconds: _, ...policy }] = await Promise.all([
        reading(entry),
        policies.policyOf(entry),
      ])
      const { pwdLastSet, locked } = account
      const attributes = new Map(names.map((name) => [name, textsNamed(entry, name)]))
      const prepared = { account, policy, state: { dc: host, pwdLastSet, locked }, attributes }
      fresh.set(prepared, entry)
      // A timer and not the time of day: clocks are set.
      setTimeout(() => fresh.delete(prepared), preparedMs).unref()
      return prepared
    },

    async touchable(id, receipt, type, on) {
      const what = { type, account: id }
      assertAnnounces(receipt, what)
      const read = await readEntry(readerOf(controllers, on), id, touchAttributes)
      const entry = await allow(protection, read, what)
      return { id, dn: dnOf(id), pwdLastSet: large(entry, 'pwdLastSet') ?? 0n }
    },

    async announced(of, receipt, type, on) {
      const id = typeof of === 'string' ? of : of.account.id
      const what = { type, account: id }
      assertAnnounces(receipt, what)
      const prepared = typeof of === 'string' ? undefined : fresh.get(of)
      // Of one write: after it, it is no longer so.
      if (typeof of !== 'string') fresh.delete(of)
      const entry = await allow(
        protection,
        prepared ?? (await readEntry(readerOf(controllers, on), id, writeAttributes)),
        what,
      )
      return {
        id,
        dn: dnOf(id),
        pwdLastSet: large(entry, 'pwdLastSet') ?? 0n,
        lockoutTime: large(entry, 'lockoutTime') ?? 0n,
        policy: await policies.policyOf(entry),
      }
    },
  }
}

/** Takes something from whoever knows the old password, and gives nobody anything. */
const ofTheDisabledToo: ReadonlySet<AuditEventType> = new Set([
  'password.must-change',
  'password.randomising',
  'account.disabling',
])

function readerOf(controllers: Controllers, on: string | undefined): Pick<Controllers, 'read'> {
  return on === undefined ? controllers : { read: (work) => controllers.readOn(on, work) }
}

/** @returns the entry. @throws {Fault} `directory.refused` if it may not be touched. */
async function allow(
  protection: Protection,
  entry: Entry | undefined,
  { account: id, type }: { readonly account: AccountId; readonly type: AuditEventType },
): Promise<Entry> {
  if (entry === undefined || !isUser(entry)) {
    throw new Fault('directory.refused', `account ${id} is gone, or not a person's`)
  }
  if (integer(entry, 'primaryGroupID') === undefined || (await protection.isProtected(entry))) {
    throw new Fault('directory.refused', `account ${id} is protected`)
  }
  // Her proofs may be a quarter of an hour old, and she may have been dismissed since.
  if (!ofTheDisabledToo.has(type) && isDisabled(entry)) {
    throw new Fault('directory.refused', `account ${id} is disabled`)
  }
  return entry
}

function isDisabled(entry: Entry): boolean {
  return hasFlag(integer(entry, 'userAccountControl') ?? 0, 'disabled')
}
