import type { RouteBody, RouteName } from '@keyturn/contract'
import type { Route } from '#http'
import { Fault } from '#kernel'
import type { Standing, Watch } from './standing.ts'

/**
 * What a route of strangers and of persons may do while self-service is closed. `free`: as ever. `pass`: while passes count,
 * for a reset by one. `closed`: nothing. Computers and the local socket are not asked.
 */
type Rule = 'free' | 'pass' | 'closed'
type Asked = Exclude<RouteName, `admin.${string}` | `device.${string}`>

/** Complete by its type: a new route says here what it may do in an incident, or it does not compile. */
const rules: Readonly<Record<Asked, Rule>> = {
  health: 'free',
  'portal.about': 'free',
  // Tickets as ever; of changes of passwords the proxy asks by itself, since the route knows no message.
  'kdc-proxy.pass': 'free',
  'alarm.raise': 'free',
  'reset.start': 'pass',
  'reset.view': 'pass',
  'reset.challenge': 'closed',
  'reset.challenge-state': 'closed',
  'reset.prove': 'pass',
  'reset.choose': 'pass',
  'reset.unlock': 'pass',
  'reset.go-on': 'closed',
  'reset.cancel': 'free',
  'password.judge-in-reset': 'pass',
  'password.suggest-in-reset': 'pass',
  // Operators sign in to open it again, and the answer to a wrong password is the same for all.
  'person.sign-in': 'free',
  'person.challenge': 'free',
  'person.challenge-state': 'free',
  'person.prove': 'free',
  'person.sign-out': 'free',
  'person.me': 'free',
  'person.not-me': 'free',
  'person.readiness': 'free',
  'person.activity': 'free',
  'person.policy': 'free',
  'person.approvals': 'free',
  'person.mute-approvals': 'free',
  'person.campaigns': 'free',
  'person.campaign-approve': 'free',
  'person.campaign-withdraw': 'free',
  'person.campaign-progress': 'free',
  'person.campaign-waves': 'free',
  'person.lockdown': 'free',
  'person.lockdown-wish': 'free',
  'person.lockdown-withdraw': 'free',
  // Another one's word is worth nothing while it is not known who signs in.
  'person.approve': 'closed',
  'person.offer-factor': 'closed',
  'person.confirm-factor': 'closed',
  'person.rename-factor': 'closed',
  'person.recovery-codes': 'closed',
  'person.remove-factor': 'closed',
  // Who has stolen a password may have stolen the one that must be changed; a DC takes it from whoever sits inside.
  'person.change': 'closed',
  'password.judge': 'closed',
  'password.suggest': 'closed',
}

/** Puts the gate before what persons ask. It looks at the route and never at who asks: the answer is the same for everybody. */
export function gated(routes: readonly Route[], watch: Watch): readonly Route[] {
  return routes.map((one) => {
    const rule = isAsked(one.name) ? rules[one.name] : 'free'
    if (rule === 'free') return one
    return {
      name: one.name,
      async handle(request) {
        refuseIf(await watch.now(), rule, one.name, request.body)
        return one.handle(request)
      },
    }
  })
}

function refuseIf({ mode }: Standing, rule: Rule, name: RouteName, body: unknown): void {
  if (mode === 'open') return
  if (mode === 'passes-only' && rule === 'pass' && isByPass(name, body)) return
  throw new Fault('portal.closed', `${name} while self-service is ${mode}`)
}

function isByPass(name: RouteName, body: unknown): boolean {
  if (name === 'reset.start') return (body as RouteBody<'reset.start'>).purpose !== 'why'
  if (name === 'reset.prove') return (body as RouteBody<'reset.prove'>).factor === 'access-pass'
  return true
}

function isAsked(name: RouteName): name is Asked {
  return Object.hasOwn(rules, name)
}
