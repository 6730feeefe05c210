import type { Challenge, ResetView } from '@keyturn/contract'
import type { Talk } from './talk.ts'
import type { AnsweredFactor, TypedFactor } from './words/index.ts'

type Proving = Extract<ResetView, { state: 'proving' }>

interface Way {
  /** Something is begun before the answer: a code is sent, somebody is asked. */
  readonly begins: boolean
  /** What is good once may be seen while it is typed; what lasts, or belongs to another system, may not. */
  readonly how?: 'secret'
}

const ways: Readonly<Record<TypedFactor, Way>> = {
  totp: { begins: false },
  token: { begins: false },
  'access-pass': { begins: false, how: 'secret' },
  'recovery-code': { begins: false, how: 'secret' },
  radius: { begins: false, how: 'secret' },
  'mail-code': { begins: true },
  'sms-code': { begins: true },
  'manager-approval': { begins: true },
  'colleague-approval': { begins: true },
  questions: { begins: true, how: 'secret' },
}

const lookMs = 3_000

/** One proof by something that can be typed; the same questions for every name, whoever exists. */
export async function prove(view: Proving, talk: Talk): Promise<ResetView> {
  const { terminal, words, api } = talk
  if (view.wrong) terminal.say(words.wrong)
  else if (view.proved.length > 0) terminal.say(words.more)
  const factor = await chooseWay(view, talk)
  if (factor === undefined) {
    terminal.say(words.noWay)
    return api.call('reset.cancel')
  }
  const whom = factor === 'colleague-approval' ? await terminal.ask(words.whichColleague) : undefined
  const begun = view.challenge ?? (await begin(factor, whom, talk))
  const answer = isAnswered(factor)
    ? await answerTo(begun, factor, talk)
    : await approved(begun, factor, talk)
  return api.call('reset.prove', { factor, answer })
}

async function chooseWay(view: Proving, { terminal, words }: Talk): Promise<TypedFactor | undefined> {
  const open = view.factors.filter((factor): factor is TypedFactor => factor in ways)
  if (open.length < 2) return open[0]
  terminal.say(open.map((factor, i) => `  ${i + 1}  ${words.way[factor]}`).join('\n'))
  for (;;) {
    const chosen = open[Number(await terminal.ask(words.whichWay)) - 1]
    if (chosen !== undefined) return chosen
  }
}

async function begin(
  factor: TypedFactor,
  whom: string | undefined,
  { terminal, words, api }: Talk,
): Promise<Challenge> {
  if (!ways[factor].begins) return { kind: 'type' }
  terminal.say(words.wait)
  return api.call('reset.challenge', { factor, ...(whom !== undefined && { whom }) })
}

/** @returns the answer as `reset.prove` takes it. */
async function answerTo(challenge: Challenge, factor: AnsweredFactor, talk: Talk): Promise<string> {
  const { terminal, words } = talk
  const ask = () => terminal.ask(words.answer[factor], ways[factor].how)
  switch (challenge.kind) {
    case 'sent':
      terminal.say(words.sent)
      return ask()
    case 'more':
      terminal.say(challenge.prompt)
      return ask()
    case 'questions': {
      const answers: { id: string; answer: string }[] = []
      for (const { id, text } of challenge.questions) {
        terminal.say(text)
        answers.push({ id, answer: await ask() })
      }
      return JSON.stringify(answers)
    }
    case 'type':
    case 'waiting':
    case 'passkey':
    case 'card':
      return ask()
  }
}

function isAnswered(factor: TypedFactor): factor is AnsweredFactor {
  return factor !== 'manager-approval' && factor !== 'colleague-approval'
}

/** Until somebody said yes, the person leaves, or the reset is late. */
async function approved(
  begun: Challenge,
  factor: TypedFactor,
  { terminal, words, api }: Talk,
): Promise<string> {
  if (begun.kind === 'waiting') terminal.say(words.waiting(begun.number))
  while (!(await api.call('reset.challenge-state', undefined, { factor })).ready) await terminal.pause(lookMs)
  return ''
}
