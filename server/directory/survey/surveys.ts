import { ResultCodeError } from 'ldapts'
import { dcMeaning } from '@keyturn/protocols/ad'
import { Fault, type Secret } from '#kernel'
import { ping } from '../dcs/ping.ts'
import { systemResolver, type Resolver } from '../dcs/resolver.ts'
import { nameOf, readAccount, readDomain } from './account.ts'
import { locate, lookAt } from './controllers.ts'
import { guardedObjects, originOf } from './guarded.ts'
import { openReader, type Reader } from './ldap.ts'
import { lookAtPeople, lookOutside, placesOf } from './people.ts'
import { lookAtPsos, lookAtReplication } from './replication.ts'
import type { DcLook, LogOn, Session, Survey } from './survey.ts'

export interface SurveyConfig {
  readonly domain: string
  readonly domainControllers: readonly string[]
  readonly ca: string
  readonly serviceAccount: { readonly name: string; readonly password: Secret }
}

const timeoutMs = 5_000

/** Opens nothing until it is asked. It has connections of its own: a running server does not wait for it. */
export function createSurvey(config: SurveyConfig, resolver: Resolver = systemResolver): Survey {
  const domain = config.domain.toLowerCase()
  const deps = { domain, ca: config.ca, resolver, ping, timeoutMs }
  return {
    locate: () => locate(config.domainControllers, deps),
    look: (dc) => lookAt(dc, deps),
    logOn: (dc) => logOn(dc, { ...config, domain }),
  }
}

async function logOn({ host, port, addresses }: DcLook, config: SurveyConfig): Promise<LogOn> {
  const [address] = addresses
  if (address === undefined) return { ok: false, meaning: 'unavailable', detail: `${host} has no address` }
  const { ca, serviceAccount, domain } = config
  let reader: Reader | undefined
  try {
    reader = await openReader({ host, port, address, ca, timeoutMs }, serviceAccount)
    return { ok: true, session: await sessionOn(reader, domain, serviceAccount.name) }
  } catch (failure) {
    await reader?.[Symbol.asyncDispose]()
    return refusal(failure)
  }
}

/** What ldapts throws is not passed on: it may hold what was sent. */
function refusal(failure: unknown): LogOn {
  if (failure instanceof Fault) return { ok: false, meaning: undefined, detail: failure.message }
  if (!(failure instanceof ResultCodeError)) {
    const code = failure instanceof Error && 'code' in failure ? String(failure.code) : 'no answer in time'
    return { ok: false, meaning: 'unavailable', detail: code }
  }
  const diagnostic = failure.message.replaceAll(/\p{Cc}+/gu, ' ').slice(0, 300)
  return { ok: false, meaning: dcMeaning(diagnostic), detail: diagnostic }
}

async function sessionOn(reader: Reader, dns: string, name: string): Promise<Session> {
  const domain = await readDomain(reader, dns)
  const account = await readAccount(reader, domain, name)
  const ground = { reader, domain, account }
  return {
    dc: reader.dc,
    domain,
    account,
    places: () => placesOf(ground),
    people: (base) => lookAtPeople(ground, base),
    outside: (bases) => lookOutside(ground, bases),
    psos: () => lookAtPsos(reader, domain),
    guarded: () => guardedObjects(ground),
    originOf: (dn, ace) => originOf(reader, dn, ace),
    nameOf: (sid) => nameOf(reader, sid),
    replication: () => lookAtReplication(reader, domain),
    [Symbol.asyncDispose]: () => reader[Symbol.asyncDispose](),
  }
}
