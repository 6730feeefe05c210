/** `keyturn factor …`: what the help desk does with the factors of others. It sees, takes away, freezes, and enrols from a table. */
import { parseArgs } from 'node:util'
import { printable, type Output } from '../output.ts'
import { localApi, type LocalApi } from '../local-api.ts'
import { importFactors } from './import.ts'

export const factorUsage = `keyturn factor list ACCOUNT                 what somebody can prove who she is with: id, factor, name, …
keyturn factor remove ACCOUNT ID            take one away, for example of a lost telephone; she is told by mail
keyturn factor freeze|thaw ACCOUNT          let nothing of it count, after "it was not me"; and let it count again
keyturn factor import FILE [--yes]          enrol numbers and mailboxes from a table: account;factor;value;name;
                                            without --yes it only says of each line what would happen
keyturn factor unenrol --since TIME [--group GROUP] [--yes]
                                            take away whatever was enrolled since then (2026-11-20T08:00:00Z), of
                                            everybody or of a group; without --yes it only counts`

export async function factor(argv: readonly string[], socketPath: string, { out }: Output): Promise<number> {
  const api = localApi(socketPath)
  const [verb = '', ...words] = argv
  const [account, id] = words
  switch (verb) {
    case 'list':
      if (account === undefined || words.length > 1) break
      for (const line of await list(api, account)) out(line)
      return 0
    case 'remove':
      if (account === undefined || id === undefined || words.length > 2) break
      out(await remove(api, account, id))
      return 0
    case 'freeze':
    case 'thaw':
      if (account === undefined || words.length > 1) break
      out(await freeze(api, verb, account))
      return 0
    case 'import':
      return await importFactors(api, words, out)
    case 'unenrol':
      for (const line of await unenrol(api, words)) out(line)
      return 0
  }
  out(factorUsage)
  return 2
}

async function list(api: LocalApi, account: string): Promise<readonly string[]> {
  const { name, displayName, factors } = await api.call('admin.factors', { body: { account } })
  const lines = factors.map(({ id, factor: kind, name: called, enrolled, lastUsed, own }) => {
    const from = own ? `enrolled ${enrolled}` : 'from the directory'
    return `${id}\t${kind}\t${printable(called)}\t${from}\tlast used ${lastUsed ?? 'never'}`
  })
  return lines.length === 0 ? [printable(`${name} (${displayName}) has enrolled nothing`)] : lines
}

async function remove(api: LocalApi, account: string, id: string): Promise<string> {
  const { done } = await api.call('admin.factor-remove', { body: { account, id } })
  if (done) return `${id} is removed`
  throw new Error(`${account} has no factor ${id} to remove; "keyturn factor list ${account}" shows the ids`)
}

async function freeze(api: LocalApi, verb: 'freeze' | 'thaw', account: string): Promise<string> {
  const { done } = await api.call(`admin.factors-${verb}`, { body: { account } })
  if (!done) return `${account} was not frozen`
  return verb === 'freeze'
    ? `the factors of ${account} are frozen; "keyturn factor thaw ${account}" ends it`
    : `the factors of ${account} count again`
}

async function unenrol(api: LocalApi, words: readonly string[]): Promise<readonly string[]> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      since: { type: 'string' },
      group: { type: 'string' },
      yes: { type: 'boolean', default: false },
    },
  })
  const since = new Date(values.since ?? '')
  if (Number.isNaN(since.getTime())) throw new Error('name the time as --since 2026-11-20T08:00:00Z')
  const dryRun = !values.yes
  const body = {
    since: since.toISOString(),
    dryRun,
    ...(values.group !== undefined && { group: values.group }),
  }
  const { accounts, factors } = await api.call('admin.factors-unenrol', { body })
  const deed = dryRun ? 'would be removed' : 'removed'
  return [
    ...Object.entries(factors).map(([name, count]) => `${name.padEnd(18)} ${count} ${deed}`),
    `${accounts} ${accounts === 1 ? 'account' : 'accounts'}, enrolled since ${since.toISOString()}`,
    ...(dryRun && accounts > 0 ? ['nothing was removed; say it again with --yes'] : []),
  ]
}
