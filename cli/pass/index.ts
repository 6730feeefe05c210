/** `keyturn pass …`: access passes, by which the help desk lets in somebody who has nothing else to prove with. */
import { userInfo } from 'node:os'
import { parseArgs } from 'node:util'
import type { Output } from '../output.ts'
import { localApi, type LocalApi } from '../local-api.ts'

export const passUsage = `keyturn pass issue ACCOUNT --why TEXT [--for 10m|1h|30d] [--length N] [--once]
                                            an access pass (printed once; it replaces an earlier one)
keyturn pass list                           whose passes hold, and how long; never what they read
keyturn pass revoke ACCOUNT                 ends a pass before its time`

const minutesPer: Readonly<Record<string, number>> = { m: 1, h: 60, d: 24 * 60 }
const refusals = {
  unknown: 'there is no such account',
  ambiguous: 'more than one account has this name; write DOMAIN\\name',
  protected: 'this account is protected: nobody gets in to it by Keyturn',
  oneself: 'nobody issues a pass to herself',
} as const

export async function pass(argv: readonly string[], socketPath: string, output: Output): Promise<number> {
  const api = localApi(socketPath)
  const [verb = '', ...words] = argv
  switch (verb) {
    case 'issue':
      return await issue(words, api, output)
    case 'list': {
      for (const { account, once, issued, expires, lastUsed } of (await api.call('admin.passes')).passes) {
        const uses = once ? 'good once' : `last used ${lastUsed ?? 'never'}`
        output.out(`${account}\tissued ${issued}\tuntil ${expires}\t${uses}`)
      }
      return 0
    }
    case 'revoke': {
      const [account] = words
      if (account === undefined || words.length > 1) break
      const { revoked } = await api.call('admin.pass-revoke', { body: { account, by: whoAsks() } })
      output.out(revoked ? `the pass of ${account} is void` : `${account} has no pass`)
      return revoked ? 0 : 1
    }
  }
  output.out(passUsage)
  return 2
}

/** The pass alone on standard output; what else there is to say goes to the other one. */
async function issue(words: readonly string[], api: LocalApi, { out, err }: Output): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      why: { type: 'string' },
      for: { type: 'string', default: '1h' },
      length: { type: 'string', default: '12' },
      once: { type: 'boolean', default: false },
    },
  })
  const [account] = positionals
  const minutes = readMinutes(values.for)
  if (account === undefined || positionals.length > 1 || values.why === undefined || minutes === undefined) {
    err(passUsage)
    return 2
  }
  const body = {
    account,
    by: whoAsks(),
    why: values.why,
    minutes,
    length: Number(values.length),
    once: values.once,
  }
  const answer = await api.call('admin.pass-issue', { body })
  if (!answer.issued) {
    err(`NOT ISSUED: ${refusals[answer.why]}`)
    return 1
  }
  out(answer.pass)
  err(
    `for ${answer.account}, ${values.once ? 'good once, ' : ''}until ${answer.expires}; it is not shown again`,
  )
  return 0
}

function readMinutes(text: string): number | undefined {
  const [, count, unit = ''] = /^(\d{1,5})([mhd])$/.exec(text) ?? []
  const each = minutesPer[unit]
  return each === undefined ? undefined : Number(count) * each
}

/** No account of AD: whoever may open the server's socket, by the name that this machine knows. */
const whoAsks = () => userInfo().username
