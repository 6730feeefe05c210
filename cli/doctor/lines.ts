import { styleText } from 'node:util'
import type { DoctorCommand, Finding, FindingState } from '@keyturn/contract'

const shown: Readonly<
  Record<FindingState, { readonly word: string; readonly color: Parameters<typeof styleText>[0] }>
> = {
  ok: { word: 'ok     ', color: 'green' },
  warn: { word: 'WARN   ', color: 'yellow' },
  fail: { word: 'FAIL   ', color: 'red' },
  unknown: { word: 'unknown', color: 'cyan' },
}

const shells: Readonly<Record<DoctorCommand['on'], string>> = {
  windows: 'Windows, as a domain administrator:',
  samba: 'Samba, as root on a DC:',
}

const idWidth = 26

/** @param before what the finding before was about: a heading is not repeated. */
export function linesOf(
  { id, state, of, says, advice, commands }: Finding,
  before: string | undefined,
  isColored: boolean,
) {
  const { word, color } = shown[state]
  const lines = [`  ${paint(word, color, isColored)} ${id.padEnd(idWidth)} ${plain(says)}`]
  if (of !== before) lines.unshift('', paint(plain(of), 'bold', isColored))
  if (advice !== null) lines.push(`          → ${plain(advice)}`)
  for (const [on, list] of Map.groupBy(commands, (command) => command.on)) {
    lines.push(`            ${shells[on]}`, ...list.map(({ line }) => `              ${plain(line)}`))
  }
  return lines
}

export function summaryOf(findings: readonly Finding[]): string {
  const count = (state: FindingState) => findings.filter((one) => one.state === state).length
  return `\n${count('ok')} ok, ${count('warn')} warnings, ${count('fail')} failures, ${count('unknown')} unknown`
}

function paint(text: string, color: Parameters<typeof styleText>[0], isColored: boolean): string {
  return isColored ? styleText(color, text, { validateStream: false }) : text
}

/** A terminal obeys some characters, and bidirectional ones hide what stands there: names are others' to choose. */
function plain(text: string): string {
  return text.replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
}
