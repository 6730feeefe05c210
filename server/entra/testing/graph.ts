import { randomBytes, randomUUID } from 'node:crypto'
import { entityTypes, type DoubleUser } from './metadata.ts'
import type { DoubleUsers } from './users.ts'

export interface OneRequest {
  readonly method: string
  readonly url: string
  readonly body?: unknown
  readonly roles: readonly string[]
}

export interface OneAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

const permissions = {
  read: ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
  flag: ['User-PasswordProfile.ReadWrite.All'],
  revoke: ['User.RevokeSessions.All'],
  pass: ['UserAuthenticationMethod.ReadWrite.All'],
  sync: ['OnPremDirectorySynchronization.Read.All', 'OnPremDirectorySynchronization.ReadWrite.All'],
} as const

/** In the shape of Graph's errors, with a sentence that quotes what nobody should put into a log. */
export function graphError(status: number, code: string, message: string): OneAnswer {
  const innerError = { date: new Date().toISOString(), 'request-id': randomUUID() }
  return { status, body: { error: { code, message, innerError } } }
}

const denied = () =>
  graphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.')
const missing = (id: string) =>
  graphError(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried references`,
  )
const wrong = (message: string) => graphError(400, 'Request_BadRequest', message)

/** Pages of "List users" have a hundred unless `$top` says otherwise. */
const usualTop = 100
/** Values of one filter. */
const mostValues = 15

/** One request of a batch. Anything that Graph has and this has not is refused, never made up. */
export function answerOne(
  { method, url, body, roles }: OneRequest,
  users: DoubleUsers,
  base: string,
): OneAnswer {
  const { pathname, searchParams: query } = new URL(url, 'https://double')
  const may = (what: keyof typeof permissions) => permissions[what].some((one) => roles.includes(one))
  if (method === 'GET' && pathname === '/users') return may('read') ? list(query, users, base) : denied()
  if (method === 'GET' && pathname === '/directory/onPremisesSynchronization') {
    return may('sync') ? { status: 200, body: { value: [synchronisation] } } : denied()
  }
  const [, id = '', rest = ''] = /^\/users\/([^/]+)(\/.*)?$/.exec(pathname) ?? []
  if (method === 'PATCH' && id !== '' && rest === '') return may('flag') ? flag(id, body, users) : denied()
  if (method === 'POST' && rest === '/revokeSignInSessions')
    return may('revoke') ? revoke(id, users) : denied()
  if (method === 'POST' && rest === '/authentication/temporaryAccessPassMethods') {
    return may('pass') ? pass(id, body, users) : denied()
  }
  return graphError(404, 'BadRequest', `Resource not found for the segment '${pathname}'.`)
}

const synchronisation = {
  id: randomUUID(),
  features: {
    passwordSyncEnabled: true,
    passwordWritebackEnabled: false,
    userForcePasswordChangeOnLogonEnabled: true,
  },
}

function list(query: URLSearchParams, users: DoubleUsers, base: string): OneAnswer {
  const select = query.get('$select')?.split(',') ?? ['id', 'userPrincipalName']
  const unknown = select.find((name) => !Object.hasOwn(entityTypes.user, name))
  if (unknown !== undefined)
    return wrong(`Could not find a property named '${unknown}' on type 'microsoft.graph.user'.`)
  const filter = query.get('$filter')
  const found = filter === null ? [...users.allSeen()] : filtered(filter, users)
  if (!Array.isArray(found)) return found
  const top = Number(query.get('$top') ?? usualTop)
  const skip = Number(query.get('$skiptoken') ?? 0)
  const more = new URLSearchParams(query)
  more.set('$skiptoken', String(skip + top))
  return {
    status: 200,
    body: {
      '@odata.context': `${base}/$metadata#users(${select.join(',')})`,
      ...(found.length > skip + top && { '@odata.nextLink': `${base}/users?${more.toString()}` }),
      value: found.slice(skip, skip + top).map((user) => picked(user, select)),
    },
  }
}

/** What was selected, and null for what is not there: as Graph gives it. */
function picked(user: DoubleUser, select: readonly string[]): object {
  return Object.fromEntries(select.map((name) => [name, Reflect.get(user, name) ?? null]))
}

/** `onPremisesImmutableId eq '…'` and `… in ('…',…)`: no other filter is understood here. */
function filtered(filter: string, users: DoubleUsers): DoubleUser[] | OneAnswer {
  const [, one, many] =
    /^onPremisesImmutableId (?:eq ('(?:[^']|'')*')|in \(((?:'(?:[^']|'')*',?)+)\))$/.exec(filter) ?? []
  const values = [...(one ?? many ?? '').matchAll(/'((?:[^']|'')*)'/g)].map(([, text = '']) =>
    text.replaceAll("''", "'"),
  )
  if (values.length === 0) return wrong('Invalid filter clause')
  if (values.length > mostValues)
    return wrong(`Too many child clauses specified in search filter expression: ${values.length}.`)
  return values.flatMap((value) => users.byAnchor(value))
}

function effectsOf(id: string, users: DoubleUsers) {
  const known = users.effects.get(id) ?? { flagged: 0, revoked: 0, passes: 0 }
  users.effects.set(id, known)
  return known
}

/** Properties of these types, as the metadata has them: what it does not know is refused, as Graph refuses it. */
function unknownIn(type: keyof typeof entityTypes, body: object): OneAnswer | undefined {
  const properties = new Map<string, string>(Object.entries(entityTypes[type]))
  for (const [name, value] of Object.entries(body)) {
    const edm = properties.get(name)
    if (edm === undefined)
      return wrong(`The property '${name}' does not exist on type 'microsoft.graph.${type}'.`)
    if (edmTypes[edm]?.(value) !== true)
      return wrong(`Cannot convert the literal of '${name}' to the expected type '${edm}'.`)
  }
  return undefined
}

const edmTypes: Readonly<Record<string, (value: unknown) => boolean>> = {
  'Edm.Boolean': (value) => typeof value === 'boolean',
  'Edm.Int32': (value) => Number.isInteger(value),
  'Edm.String': (value) => typeof value === 'string',
  'Edm.DateTimeOffset': (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
  'graph.passwordProfile': (value) => value instanceof Object,
}

/** What this permission alone lets an app write of a user; a password would be its own. */
const flags = new Set(['forceChangePasswordNextSignIn', 'forceChangePasswordNextSignInWithMfa'])

function flag(id: string, body: unknown, users: DoubleUsers): OneAnswer {
  const profile: unknown = body instanceof Object ? Reflect.get(body, 'passwordProfile') : undefined
  if (!(body instanceof Object) || !(profile instanceof Object)) return wrong('Invalid passwordProfile')
  const refused = unknownIn('user', body) ?? unknownIn('passwordProfile', profile)
  if (refused !== undefined) return refused
  const written = Object.entries(profile)
  if (Object.keys(body).length > 1 || written.length === 0 || written.some(([name]) => !flags.has(name)))
    return wrong('Invalid passwordProfile')
  const user = users.truth(id)
  if (user === undefined) return missing(id)
  users.change(id, { passwordProfile: { ...user.passwordProfile, ...Object.fromEntries(written) } })
  effectsOf(id, users).flagged++
  return { status: 204 }
}

function revoke(id: string, users: DoubleUsers): OneAnswer {
  const at = new Date(Math.floor(Date.now() / 1_000) * 1_000).toISOString()
  if (!users.change(id, { signInSessionsValidFromDateTime: at })) return missing(id)
  effectsOf(id, users).revoked++
  return { status: 200, body: { value: true } }
}

const mayAsk = new Set(['isUsableOnce', 'lifetimeInMinutes', 'startDateTime'])

function pass(id: string, body: unknown, users: DoubleUsers): OneAnswer {
  if (!(body instanceof Object)) return wrong('Invalid temporaryAccessPassAuthenticationMethod')
  const refused = unknownIn('temporaryAccessPassAuthenticationMethod', body)
  if (refused !== undefined) return refused
  const readOnly = Object.keys(body).find((name) => !mayAsk.has(name))
  if (readOnly !== undefined) return wrong(`Property '${readOnly}' is read-only.`)
  const minutes: unknown = Reflect.get(body, 'lifetimeInMinutes')
  if (typeof minutes !== 'number' || minutes < 10 || minutes > 43_200) return wrong('lifetimeInMinutes')
  if (users.truth(id) === undefined) return missing(id)
  effectsOf(id, users).passes++
  return {
    status: 201,
    body: {
      id: randomUUID(),
      temporaryAccessPass: randomBytes(6).toString('base64url'),
      createdDateTime: new Date().toISOString(),
      startDateTime: new Date().toISOString(),
      lifetimeInMinutes: minutes,
      isUsableOnce: Reflect.get(body, 'isUsableOnce') === true,
      isUsable: true,
      methodUsabilityReason: 'EnabledByPolicy',
    },
  }
}
