import { dateFromFiletime } from '@keyturn/protocols/ad'
import { integer, large, text } from '../dcs/attributes.ts'
import type { Connection } from '../dcs/connection.ts'
import type { FullPolicy } from './policies.ts'

/** So many wrong passwords are left to the person herself, at her own log-on screen. */
const reserve = 2

/**
 * Would the DC lock the account within two more wrong passwords? `badPwdCount` is every DC's own, so it is asked of
 * the one that is going to count; it stays as it is when the observation window ends, so the time is looked at too: the DC's.
 */
export async function isNearLockout(
  connection: Connection,
  dn: string,
  policy: FullPolicy,
): Promise<boolean> {
  const { lockoutThreshold, lockoutWindowSeconds } = policy
  if (lockoutThreshold === 0) return false
  const [entry] = await connection.search({ base: dn, attributes: ['badPwdCount', 'badPasswordTime'] })
  const count = (entry && integer(entry, 'badPwdCount')) ?? 0
  if (count + reserve < lockoutThreshold) return false
  const last = dateFromFiletime((entry && large(entry, 'badPasswordTime')) ?? 0n)
  const now = await timeOf(connection)
  const isOver = last !== null && now !== undefined && +now - +last > lockoutWindowSeconds * 1000
  return !(isOver && reserve < lockoutThreshold)
}

/** `currentTime` of the root DSE, GeneralizedTime: `20261121030000.0Z`. */
async function timeOf(connection: Connection): Promise<Date | undefined> {
  const [root] = await connection.search({ base: '', attributes: ['currentTime'] })
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec((root && text(root, 'currentTime')) ?? '')
  if (parts === null) return undefined
  const [year = 0, month = 1, ...rest] = parts.slice(1).map(Number)
  return new Date(Date.UTC(year, month - 1, ...rest))
}
