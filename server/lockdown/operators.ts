import { sidFromText } from '@keyturn/protocols/ad'
import type { Account, Directory } from '#directory'

/** The `lockdown` section of the configuration. */
export interface LockdownSettings {
  /** Names or SIDs; a name is whoever has it now, a SID one account for ever. */
  readonly operators: readonly string[]
  /** Of AD; its members as well, nested ones too. */
  readonly operatorGroup?: string | undefined
  /** So long one person's closure lasts by itself, and a wish waits for a second. */
  readonly holdMinutes: number
}

export interface Operators {
  /** As the directory has it now. */
  has(account: Account): Promise<boolean>
  /** For the terminal: as they are written. */
  readonly written: readonly string[]
}

export function createOperators(
  { operators, operatorGroup }: LockdownSettings,
  directory: Pick<Directory, 'groupSid' | 'groupsOf'>,
): Operators {
  const named = operators.map((one) => sidFromText(one) ?? one.toLowerCase())
  return {
    async has(account) {
      const { sid, sAMAccountName, userPrincipalName } = account
      const names = [sid, sAMAccountName.toLowerCase(), userPrincipalName?.toLowerCase()]
      if (named.some((one) => names.includes(one))) return true
      if (operatorGroup === undefined) return false
      const group = sidFromText(operatorGroup) ?? (await directory.groupSid(operatorGroup))
      return group !== undefined && (await directory.groupsOf(account.id)).has(group)
    },
    written: [...operators, ...(operatorGroup === undefined ? [] : [`members of ${operatorGroup}`])],
  }
}
