import { closeSync, openSync, writeSync } from 'node:fs'
import type { ServiceRotated } from '@keyturn/contract'
import type { LocalApi } from '../local-api.ts'
import { printable, type Output } from '../output.ts'

export interface Rotate {
  readonly campaign: string
  readonly account: string
  readonly by: string
  readonly again: boolean
}

type Why = Extract<ServiceRotated, { rotated: false }>['why']

export const rotateWords: Readonly<Record<Why, (said: string) => string>> = {
  'not-now': (it) => `the campaign is ${it}: two operators approve it first, and it has not ended`,
  'other-way': (it) =>
    it === '' ? 'it is no service account of this campaign' : `its way is ${it}, and not owner-rotation`,
  done: (it) => `it is ${it}: nothing is left to be done`,
  'new-already': (it) => `it has a new password since ${it}; --again gives it another one`,
  refused: (it) => it,
}

/** Into the terminal itself: where the output goes somewhere else, to a file or a pipe, it does not. */
export async function rotate(
  body: Rotate,
  { api, err, out }: Output & { readonly api: LocalApi },
): Promise<number> {
  const terminal = terminalOf()
  if (terminal === undefined) {
    err('a password is shown at a terminal only, and there is none here; nothing was changed')
    return 2
  }
  try {
    const rotated = await api.call('admin.campaign-rotate', { body })
    if (!rotated.rotated) {
      err(printable(`NOT ROTATED ${body.account}: ${rotateWords[rotated.why](rotated.said)}`))
      return 1
    }
    const { account, password, dc, isRead } = rotated
    writeSync(terminal, `\n  ${password}\n\n`)
    out(printable(`this is the new password of ${account} on ${dc}. It is shown this once and kept nowhere.`))
    if (!isRead)
      err(`${dc} did not say whether it took it: the old one may still be right; try it, or --again`)
    out(`next, when the service runs with it: keyturn campaign sign-off ${body.campaign} ${account}`)
    return isRead ? 0 : 1
  } finally {
    closeSync(terminal)
  }
}

function terminalOf(): number | undefined {
  try {
    return openSync('/dev/tty', 'w')
  } catch {
    return undefined
  }
}
