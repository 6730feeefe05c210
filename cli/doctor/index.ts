/**
 * `keyturn doctor`: prints what the server's own examination finds, one line for each finding, with the commands that
 * put it right, and ends with a code for monitoring. It judges nothing but whether the server on this machine runs.
 */
import { parseArgs } from 'node:util'
import type { DoctorReport, Finding, FindingState } from '@keyturn/contract'
import type { Output } from '../output.ts'
import { localApi } from '../local-api.ts'
import { linesOf, summaryOf } from './lines.ts'
import { serverFindings } from './server.ts'

export const doctorUsage = `keyturn doctor [--json] [--mail ADDRESS]
                                            looks at the domain, its rights, mail, database, files; changes nothing`

/** What `server/examine.ts` gives; handed in, because the command line imports no server. */
export interface Examined {
  readonly findings: AsyncIterable<Finding>
  readonly localSocket: string
  sendMail(to: string): Promise<void>
}

export interface Doctor {
  readonly examine: (configFile: string) => Examined
  readonly now: () => Date
  /** Colours and progress are for people. */
  readonly isTerminal: boolean
}

/** As Nagios and its like have it: what is unknown alone does not wake anybody. */
const exitCodes = { ok: 0, warn: 1, fail: 2, notRun: 3 } as const

/** @returns 0: all is well. 1: warnings. 2: something is broken. 3: it could not be run. */
export async function doctor(argv: readonly string[], { out, err }: Output, deps: Doctor): Promise<number> {
  const asked = readArguments(argv)
  if (asked === undefined) {
    err(doctorUsage)
    return exitCodes.notRun
  }
  try {
    const at = deps.now()
    const findings: Finding[] = []
    // What waits for JSON is a program; who looks at it meanwhile is told on the other stream.
    const say = asked.json ? progress(deps.isTerminal, err) : printer(deps.isTerminal, out)
    for await (const one of allFindings(deps.examine(asked.config), asked.mail)) {
      findings.push(one)
      say(one)
    }
    const status = worst(findings)
    if (asked.json) out(JSON.stringify(report(findings, status, asked.config, at), undefined, 2))
    else out(summaryOf(findings))
    return exitCodes[status]
  } catch (error) {
    err(`keyturn doctor: ${error instanceof Error ? error.message : String(error)}`)
    return exitCodes.notRun
  }
}

function readArguments(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        config: { type: 'string', default: '/etc/keyturn/keyturn.yaml' },
        json: { type: 'boolean', default: false },
        mail: { type: 'string' },
      },
    })
    return values
  } catch {
    return undefined
  }
}

async function* allFindings(examined: Examined, mail: string | undefined): AsyncGenerator<Finding> {
  yield* serverFindings(localApi(examined.localSocket), examined.localSocket)
  yield* examined.findings
  if (mail !== undefined) yield await sendTo(mail, examined)
}

async function sendTo(of: string, examined: Examined): Promise<Finding> {
  const common = { id: 'mail.sent' as const, of, commands: [] }
  try {
    await examined.sendMail(of)
    return {
      ...common,
      state: 'ok',
      says: 'The mail server took a mail. Look whether it arrived.',
      advice: null,
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { ...common, state: 'fail', says: `No mail could be sent: ${why}.`, advice: 'See its log.' }
  }
}

/** A heading for each thing that is looked at, then its findings. */
function printer(isTerminal: boolean, out: (line: string) => void): (finding: Finding) => void {
  let of: string | undefined
  return (finding) => {
    for (const line of linesOf(finding, of, isTerminal)) out(line)
    of = finding.of
  }
}

function progress(isTerminal: boolean, err: (line: string) => void): (finding: Finding) => void {
  return ({ id, of }) => {
    if (isTerminal) err(`${id} ${of}`)
  }
}

const states: readonly Exclude<FindingState, 'unknown'>[] = ['fail', 'warn', 'ok']

function worst(findings: readonly Finding[]): Exclude<FindingState, 'unknown'> {
  return states.find((state) => findings.some((one) => one.state === state)) ?? 'ok'
}

function report(
  findings: readonly Finding[],
  status: DoctorReport['status'],
  config: string,
  at: Date,
): DoctorReport {
  return { format: 1, at: at.toISOString(), config, status, findings: [...findings] }
}
