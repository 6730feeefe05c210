import { hasFlag } from '@keyturn/protocols/ad'
import { assertAnnounces, type AuditEventType, type Receipt } from '#audit'
import { Fault, type AccountId } from '#kernel'
import { dnOf, isUser } from './accounts/accounts.ts'
import { integer, large, type Entry } from './dcs/attributes.ts'
import type { Controllers } from './dcs/controllers.ts'
import { policyAttributes, type FullPolicy, type Policies } from './accounts/policies.ts'
import { freshProtectionAttributes, type Protection } from './accounts/protection.ts'

/** An account about to be written to, as the DC sees it now. */
export interface Target {
  readonly dn: string
  readonly pwdLastSet: bigint
  readonly lockoutTime: bigint
  readonly policy: FullPolicy
}

export interface Targets {
  /**
   * The only way to a write: asks for the receipt, and for an account that may be touched.
   *
   * @throws {Fault} `directory.refused`: protected, gone or not a person's; disabled, for what she does herself.
   */
  announced(id: AccountId, receipt: Receipt, type: AuditEventType): Promise<Target>
}

export const stateAttributes = ['pwdLastSet', 'lockoutTime']
const attributes = [
  'sAMAccountType',
  'userAccountControl',
  ...stateAttributes,
  ...policyAttributes,
  ...freshProtectionAttributes,
]

export interface TargetsDeps {
  readonly controllers: Controllers
  readonly policies: Policies
  readonly protection: Protection
}

export function createTargets({ controllers, policies, protection }: TargetsDeps): Targets {
  return {
    async announced(id, receipt, type) {
      assertAnnounces(receipt, { type, account: id })
      const dn = dnOf(id)
      const [entry] = await controllers.read((connection) =>
        connection.search({ base: dn, attributes: [...new Set(attributes)] }),
      )
      if (entry === undefined || !isUser(entry)) {
        throw new Fault('directory.refused', `account ${id} is gone, or not a person's`)
      }
      if (integer(entry, 'primaryGroupID') === undefined || (await protection.isProtected(entry))) {
        throw new Fault('directory.refused', `account ${id} is protected`)
      }
      // Her proofs may be a quarter of an hour old, and she may have been dismissed since.
      if (type !== 'password.must-change' && isDisabled(entry)) {
        throw new Fault('directory.refused', `account ${id} is disabled`)
      }
      return {
        dn,
        pwdLastSet: large(entry, 'pwdLastSet') ?? 0n,
        lockoutTime: large(entry, 'lockoutTime') ?? 0n,
        policy: await policies.policyOf(entry),
      }
    },
  }
}

function isDisabled(entry: Entry): boolean {
  return hasFlag(integer(entry, 'userAccountControl') ?? 0, 'disabled')
}
