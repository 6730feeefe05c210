import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Account } from '#directory'
import { secret, type AccountId } from '#kernel'
import { anAsking, factorSuite } from '../factor-suite.ts'
import { createSentCodes } from '../sent-codes/sent-codes.ts'
import { aCodeOffice } from '../sent-codes/testing.ts'
import type { SmsSent } from '../sms/gateway.ts'
import { createSmsChannel } from './sms-code.ts'
import { textOf } from './words.ts'

const alice = '6f1c3a52-0000-4000-8000-000000000001' as AccountId

/** Codes by SMS with a gateway that is a list. */
async function someTexts() {
  const office = await aCodeOffice('sms-code')
  const texts: { readonly number: string; readonly text: string }[] = []
  const says: { answer: SmsSent } = { answer: { accepted: true } }
  const gateway = {
    async send(number: string, text: string) {
      if (says.answer.accepted) texts.push({ number, text })
      return says.answer
    },
  }
  const rules = { country: 'DE', allowed: ['DE', 'AT'], attributes: ['mobile'] } as const
  const settings = { ...rules, mayAdd: true, insideTheFence: false }
  const issuer = 'Example Corp'
  const channel = createSmsChannel(settings, { gateway, issuer, distrustChangedAfter: undefined })
  const factor = createSentCodes(channel, office.deps)
  const codeTo = (number: string) =>
    texts.findLast((one) => one.number === number)?.text.slice(0, 9) ?? assert.fail('no text')
  return { ...office, factor, texts, says, codeTo }
}

let numbers = 0

factorSuite('a code by text message', async () => {
  const used = await someTexts()
  return {
    factor: {
      ...used.factor,
      // Nothing is sent within the time that an answer takes.
      async prove(...given) {
        await used.drain()
        return await used.factor.prove(...given)
      },
    },
    wrong: '0000 0000',
    async enrol(account) {
      used.add(account)
      const number = `+4917012${String(++numbers).padStart(5, '0')}`
      const offer = await used.factor.enrolment?.offer({ id: account } as Account, number, anAsking(account))
      await used.drain()
      const code = secret(used.codeTo(number))
      const confirmed = await used.factor.enrolment?.confirm(account, offer?.id ?? '', code)
      assert.ok(typeof confirmed === 'object')
      assert.ok(await confirmed.enrol('Mobile'))
      return async () => {
        await used.drain()
        return used.codeTo(number)
      }
    },
    [Symbol.asyncDispose]: used[Symbol.asyncDispose],
  }
})

suite('a code by text message', () => {
  test('goes to the mobile number of AD however it is written, and to none that costs or is elsewhere', async () => {
    await using used = await someTexts()
    const values = ['0170 / 123 45 67', '+1 212 555 0100', '0900 123456', '+43 664 1234567', 'none']
    used.add(alice, { mobile: { values } })
    await used.factor.challenge?.(anAsking(alice))
    await used.drain()
    assert.deepEqual(used.texts.map(({ number }) => number).toSorted(), ['+436641234567', '+491701234567'])
    assert.ok(used.texts.every(({ text }) => /^\d{4} \d{4} is your code for Example Corp\./.test(text)))
  })

  test('leaves neither code nor number in the log, the queue or the audit log', async () => {
    await using used = await someTexts()
    used.add(alice, { mobile: { values: ['+491701234567'] } })
    await used.factor.challenge?.(anAsking(alice))
    assert.doesNotMatch(JSON.stringify(used.queue), /\d{4} \d{4}|1701234567/)
    await used.drain()
    const code = used.codeTo('+491701234567')
    const left = used.lines.join('') + JSON.stringify(used.events)
    assert.doesNotMatch(left, new RegExp(`${code}|${code.replace(' ', '')}|1701234567`))
    assert.equal(used.events.at(-1)?.facts['to'], '+49…567')
  })

  test('is tried again while the gateway is away, and not when it refuses the number', async () => {
    await using used = await someTexts()
    used.add(alice, { mobile: { values: ['+491701234567'] } })
    for (const why of ['unavailable', 'unanswered'] as const) {
      used.says.answer = { accepted: false, why }
      await used.factor.challenge?.(anAsking(alice))
      await used.drain()
      assert.equal(used.queue.length, 1, why)
      used.queue.length = 0
    }
    used.says.answer = { accepted: false, why: 'refused' }
    await used.factor.challenge?.(anAsking(alice))
    await used.drain()
    assert.deepEqual([used.queue.length, used.events.at(-1)?.type], [0, 'notice.failed'])
  })

  test('comes six times an hour to one telephone, whoever asks', async () => {
    await using used = await someTexts()
    used.add(alice, { mobile: { values: ['+491701234567'] } })
    for (let i = 0; i < 9; i++) {
      await used.factor.challenge?.(anAsking(alice))
      await used.drain()
    }
    assert.equal(used.texts.length, 6)
  })

  test('fits one message in each language', () => {
    const said = { issuer: 'x'.repeat(100), code: '1234 5678', minutes: 10 }
    for (const language of ['en', 'de-AT', 'fr']) assert.ok(textOf(language, said).length <= 160)
    assert.match(textOf('de-AT', said), /Ihr Code/)
  })
})
