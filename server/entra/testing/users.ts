import { randomUUID } from 'node:crypto'
import type { DoubleUser } from './metadata.ts'

/** Users as one replica after the other learns of them: what is written is read after a while only. */
export interface DoubleUsers {
  add(user: Partial<DoubleUser>): DoubleUser
  /** As whoever reads now is told. */
  seen(id: string): DoubleUser | undefined
  /** As it is in truth. */
  truth(id: string): DoubleUser | undefined
  allSeen(): Iterable<DoubleUser>
  byAnchor(anchor: string): readonly DoubleUser[]
  /** @returns false: there is none of that id. */
  change(id: string, change: Partial<DoubleUser>): boolean
  /** Times that each user was flagged and revoked: what happened to people, whatever was said of it. */
  readonly effects: Map<string, { flagged: number; revoked: number; passes: number }>
}

interface Versions {
  readonly now: DoubleUser
  readonly before: DoubleUser
  readonly since: number
}

export function createUsers(staleMs: () => number): DoubleUsers {
  const users = new Map<string, Versions>()
  const anchors = new Map<string, Set<string>>()
  const shown = ({ now, before, since }: Versions) => (performance.now() - since >= staleMs() ? now : before)
  return {
    effects: new Map(),
    add(wish) {
      const user: DoubleUser = {
        id: randomUUID(),
        userPrincipalName: 'somebody@corp.example',
        onPremisesImmutableId: null,
        onPremisesSecurityIdentifier: null,
        onPremisesSyncEnabled: true,
        passwordProfile: {
          forceChangePasswordNextSignIn: false,
          forceChangePasswordNextSignInWithMfa: false,
          password: null,
        },
        lastPasswordChangeDateTime: '2026-01-02T03:04:05Z',
        signInSessionsValidFromDateTime: '2026-01-02T03:04:05Z',
        ...wish,
      }
      users.set(user.id, { now: user, before: user, since: -Infinity })
      const anchor = user.onPremisesImmutableId?.toLowerCase()
      if (anchor !== undefined) anchors.set(anchor, (anchors.get(anchor) ?? new Set()).add(user.id))
      return user
    },
    seen: (id) => {
      const user = users.get(id)
      return user && shown(user)
    },
    truth: (id) => users.get(id)?.now,
    *allSeen() {
      for (const user of users.values()) yield shown(user)
    },
    // In any case of letters, as Graph compares.
    byAnchor: (anchor) =>
      [...(anchors.get(anchor.toLowerCase()) ?? [])].flatMap((id) => {
        const user = users.get(id)
        return user === undefined ? [] : [shown(user)]
      }),
    change(id, change) {
      const user = users.get(id)
      if (user === undefined) return false
      users.set(id, { before: shown(user), now: { ...user.now, ...change }, since: performance.now() })
      return true
    },
  }
}
