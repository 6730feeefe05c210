import type { Finding } from '@keyturn/contract'
import { parseVerifierKey } from '@keyturn/protocols/tlog'
import { openCheckpoint } from '../audit/checkpoints.ts'
import type { LocalApi } from '../local-api.ts'

/** What only a running server can tell. */
export async function* serverFindings(api: LocalApi, socket: string): AsyncGenerator<Finding> {
  const common = { of: socket, commands: [] }
  const asked = await api.call('admin.audit-checkpoint').catch((error: unknown) => error)
  const answer = asked instanceof Error ? undefined : asked
  if (!isCheckpoint(answer)) {
    const why = asked instanceof Error ? asked.message : 'it did not say why'
    const isAway = why.startsWith('no server')
    const says = isAway ? '“keyturn serve” does not answer on this machine.' : `It answers, but ${why}.`
    const advice = isAway
      ? 'Start it, and run doctor as its user or as root. Before the first start this is as it should be.'
      : 'See its log: without its audit log nothing is done.'
    yield { ...common, id: 'server.running', state: isAway ? 'warn' : 'fail', says, advice }
    return
  }
  yield { ...common, id: 'server.running', state: 'ok', says: '“keyturn serve” answers.', advice: null }
  const key = parseVerifierKey(answer.verifierKey)
  const what = 'The newest checkpoint of the audit log'
  const opened = key && openCheckpoint(what, Buffer.from(answer.checkpoint), key)
  if (opened?.ok === true) {
    const says = `${what} is signed and has ${opened.checkpoint.size.toLocaleString('en')} entries.`
    yield { ...common, id: 'audit.checkpoint', state: 'ok', says, advice: null }
    return
  }
  const says = `${opened?.why ?? 'The server’s verifier key is none'}.`
  const advice = 'Export the log, and verify it with the key that you pinned: docs/guide/audit.md.'
  yield { ...common, id: 'audit.checkpoint', state: 'fail', says, advice }
}

function isCheckpoint(
  value: unknown,
): value is { readonly checkpoint: string; readonly verifierKey: string } {
  return typeof value === 'object' && value !== null && 'checkpoint' in value && 'verifierKey' in value
}
