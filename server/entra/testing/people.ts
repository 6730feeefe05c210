import { createHash } from 'node:crypto'
import { guidBytes, type Sid } from '@keyturn/protocols/ad'
import { createLog, systemClock, systemRandom, type AccountId, type Clock } from '#kernel'
import { openEntra, type EntraConfig } from '../entra.ts'
import type { Whom } from '../users.ts'
import type { GraphDouble } from './double.ts'
import type { DoubleUser } from './metadata.ts'

/** The n-th account of a domain, the same each time. */
export function aWhom(n: number, wish: Partial<Whom> = {}): Whom {
  const hex = createHash('sha256').update(String(n)).digest('hex')
  const account = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5') as AccountId
  return { account, sid: `S-1-5-21-1-2-3-${1_000 + n}` as Sid, consistencyGuid: null, ...wish }
}

export const anchorOf = ({ account }: Pick<Whom, 'account'>) =>
  Buffer.from(guidBytes(account) ?? []).toString('base64')

/** As synchronisation makes a user of an account. */
export function synchronise(double: GraphDouble, whom: Whom, wish: Partial<DoubleUser> = {}): DoubleUser {
  return double.users.add({
    onPremisesImmutableId: whom.consistencyGuid ?? anchorOf(whom),
    onPremisesSecurityIdentifier: whom.sid,
    ...wish,
  })
}

/** The real client, at the double. `lines`: all that it logs. */
export async function anEntra(
  double: GraphDouble,
  wish: Partial<EntraConfig> = {},
  clock: Clock = systemClock,
) {
  const lines: string[] = []
  const log = createLog('debug', { write: (line) => void lines.push(line) })
  const { tenant, clientId, certificateFile, keyFile, caFile, url } = double
  const config: EntraConfig = {
    tenant,
    clientId,
    credential: { certificateFile, keyFile },
    cloud: 'global',
    endpoints: { login: url, graph: url },
    caFile,
    signIn: 'password-hash-sync',
    ...wish,
  }
  const entra = await openEntra(config, { clock, random: systemRandom, log })
  return Object.assign(entra, { lines })
}
