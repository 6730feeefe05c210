import { z } from 'zod'
import { Fault } from '#kernel'
import type { SignIn } from './clouds.ts'
import type { Credential } from './credentials.ts'
import { saidBy, type Graph, type GraphAnswer } from './graph.ts'
import type { Tokens } from './tokens.ts'

/**
 * Application permissions by what they are for; any of a line is enough, the first asks for least. From the pages
 * "List users", "Update user", "revokeSignInSessions", "Create temporaryAccessPassMethod" and
 * "onPremisesDirectorySynchronization" of Microsoft's Graph documentation.
 */
const wanted = {
  read: ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
  flag: ['User-PasswordProfile.ReadWrite.All'],
  revoke: ['User.RevokeSessions.All'],
  pass: ['UserAuthenticationMethod.ReadWrite.All'],
  features: ['OnPremDirectorySynchronization.Read.All', 'OnPremDirectorySynchronization.ReadWrite.All'],
} as const
export type Purpose = keyof typeof wanted

export interface Checked {
  readonly tenant: string
  readonly clientId: string
  readonly signIn: SignIn
  readonly certificateEnds: Date | null
  /** Why there is no token; null: there is one. */
  readonly noToken: string | null
  /** `granted` null: the token does not say it. */
  readonly may: readonly {
    readonly purpose: Purpose
    readonly permission: string
    readonly granted: boolean | null
  }[]
  /** Why no user could be read; null: one was. */
  readonly noUsers: string | null
  /** How the tenant is synchronised; null: that may not be read. */
  readonly features: {
    readonly passwordHashSync: boolean
    readonly writeback: boolean
    readonly forceChange: boolean
  } | null
}

export interface CheckDeps {
  readonly tenant: string
  readonly clientId: string
  readonly signIn: SignIn
  readonly credential: Credential
  readonly tokens: Tokens
  readonly graph: Graph
}

const yes = z.boolean().nullish()
/** `onPremisesDirectorySynchronizationFeature` of Graph v1.0. */
const synchronisation = z.object({
  value: z
    .array(
      z.object({
        features: z.object({
          passwordSyncEnabled: yes,
          passwordWritebackEnabled: yes,
          userForcePasswordChangeOnLogonEnabled: yes,
        }),
      }),
    )
    .min(1),
})
const checkMs = 60_000

export async function checkApp(deps: CheckDeps): Promise<Checked> {
  const { tenant, clientId, signIn, credential, tokens } = deps
  const about = { tenant, clientId, signIn, certificateEnds: credential.certificateEnds }
  try {
    const { roles } = await tokens.get()
    const [users, sync] = await deps.graph.batch(
      [
        { method: 'GET', url: '/users?$top=1&$select=id' },
        { method: 'GET', url: '/directory/onPremisesSynchronization' },
      ],
      AbortSignal.timeout(checkMs),
    )
    return { ...about, noToken: null, may: mayOf(roles), noUsers: whyNot(users), features: featuresOf(sync) }
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause
    return { ...about, noToken: cause.message, may: mayOf(null), noUsers: null, features: null }
  }
}

function mayOf(roles: readonly string[] | null): Checked['may'] {
  return Object.entries(wanted).map(([purpose, permissions]) => {
    const held = permissions.find((one) => roles?.includes(one) === true)
    const granted = roles === null ? null : held !== undefined
    return { purpose: purpose as Purpose, permission: held ?? permissions[0], granted }
  })
}

function whyNot(answer: GraphAnswer | undefined): string | null {
  if (answer?.was !== 'answered') return 'no answer'
  return answer.status === 200 ? null : saidBy(answer.status, answer.body)
}

function featuresOf(answer: GraphAnswer | undefined): Checked['features'] {
  const read = synchronisation.safeParse(answer?.was === 'answered' ? answer.body : undefined)
  const features = read.data?.value[0]?.features
  if (features === undefined) return null
  return {
    passwordHashSync: features.passwordSyncEnabled === true,
    writeback: features.passwordWritebackEnabled === true,
    forceChange: features.userForcePasswordChangeOnLogonEnabled === true,
  }
}
