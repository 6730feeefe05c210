import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { doctorReport, type Finding, type FindingState } from '@keyturn/contract'
import { doctor, type Doctor, type Examined } from './index.ts'

const noSocket = '/nonexistent/local.sock'
const at = new Date('2026-11-21T12:00:00Z')

function found(state: FindingState, change: Partial<Finding> = {}): Finding {
  return { id: 'dc.clock', state, of: 'dc1', says: 'It says so.', advice: null, commands: [], ...change }
}

/** Runs it on these findings; the server is not there, which is a warning of its own. */
async function run(
  argv: readonly string[],
  findings: readonly Finding[],
  change: Partial<Examined & Doctor> = {},
) {
  const lines: string[] = []
  const errors: string[] = []
  const examined = {
    localSocket: noSocket,
    findings: (async function* () {
      yield* findings
    })(),
    sendMail: async () => undefined,
    ...change,
  }
  const deps = { examine: () => examined, now: () => at, isTerminal: false, ...change }
  const output = { out: (line: string) => lines.push(line), err: (line: string) => errors.push(line) }
  const code = await doctor(argv, { out: (l) => void output.out(l), err: (l) => void output.err(l) }, deps)
  return { code, text: lines.join('\n'), errors: errors.join('\n') }
}

suite('what monitoring is told', () => {
  test('is the worst that was found; what could not be seen wakes nobody', async () => {
    assert.equal((await run([], [found('ok')])).code, 1, 'no server runs')
    assert.equal((await run([], [found('unknown')])).code, 1)
    assert.equal((await run([], [found('fail'), found('ok')])).code, 2)
  })

  test('is 3 where nothing could be looked at, and why', async () => {
    const examine = () => {
      throw new Error('keyturn.yaml has 1 problem(s): line 7')
    }
    const { code, text, errors } = await run([], [], { examine })
    assert.equal(code, 3)
    assert.equal(text, '')
    assert.match(errors, /line 7/)
    assert.equal((await run(['--unheard-of'], [])).code, 3)
  })

  test('as JSON is what the contract says', async () => {
    const { text, code } = await run(
      ['--json'],
      [found('fail', { commands: [{ on: 'samba', line: 'samba-tool x' }] })],
    )
    const report = doctorReport.parse(JSON.parse(text))
    assert.deepEqual([code, report.status, report.at], [2, 'fail', '2026-11-21T12:00:00.000Z'])
    assert.equal(report.findings.at(-1)?.commands[0]?.line, 'samba-tool x')
  })
})

suite('what people are shown', () => {
  test('has a heading for each thing, the sentence, what to do, and the commands', async () => {
    const commands = [
      { on: 'windows', line: 'dsacls …' },
      { on: 'samba', line: 'samba-tool …' },
    ] as const
    const one = found('fail', { advice: 'Do this.', commands: [...commands] })
    const { text } = await run([], [found('ok'), one, found('warn', { of: 'dc2' })])
    assert.equal(text.match(/^dc1$/gm)?.length, 1)
    assert.match(
      text,
      / {2}FAIL {4}dc\.clock +It says so\.\n +→ Do this\.\n +Windows.*\n +dsacls …\n +Samba.*\n +samba-tool …/,
    )
    assert.match(text, /1 ok, 2 warnings, 1 failures, 0 unknown$/)
  })

  test('is coloured on a terminal only', async () => {
    assert.ok(!(await run([], [found('fail')])).text.includes('\u001b'))
    assert.ok((await run([], [found('fail')], { isTerminal: true })).text.includes('\u001b[31mFAIL'))
  })

  test('does not make the terminal obey what somebody called an OU', async () => {
    const evil = 'OU=\u001b]0;owned\u0007\u202ex,DC=corp'
    const { text } = await run(
      [],
      [found('fail', { of: evil, says: evil, commands: [{ on: 'samba', line: evil }] })],
    )
    assert.doesNotMatch(text, /[^\P{Cc}\n]|\u202e/u)
  })

  test('is a mail only when asked for, and why it was not taken', async () => {
    assert.doesNotMatch((await run([], [])).text, /mail\.sent/)
    const sendMail = async () => {
      throw new Error('550 no such mailbox')
    }
    const { text, code } = await run(['--mail', 'a@corp.example'], [], { sendMail })
    assert.equal(code, 2)
    assert.match(text, /FAIL {4}mail\.sent +No mail could be sent: 550/)
  })
})
