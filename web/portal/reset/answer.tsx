import { grouped } from '@keyturn/protocols/challenge'
import { Waiting } from '../../ui/index.ts'
import { useWords } from '../../words/index.ts'
import './answer.css'

interface AnswerProps {
  readonly device: string
  /** null: the directory has the password, and the answer is a moment behind it. */
  readonly response: string | null
}

/** What she types at her computer without a network. Big, in fours; read aloud symbol by symbol. */
export function Answer({ device, response }: AnswerProps) {
  const { words } = useWords()
  if (response === null) return <Waiting text={words.noNetwork.answerMaking} />
  const groups = grouped(response).split('-')
  const aloud = groups.map((group) => Array.from(group).join(' ')).join(', ')
  return (
    <section className="kt-answer" aria-labelledby="answer">
      <h2 id="answer">{words.noNetwork.answerTitle(device)}</h2>
      <p>{words.noNetwork.answerType}</p>
      <p className="kt-answer-code">
        <span aria-hidden="true">
          {groups.map((group, at) => (
            <span key={at}>{group}</span>
          ))}
        </span>
        <span className="kt-hidden">{words.noNetwork.answerLong(aloud)}</span>
      </p>
      <p>{words.noNetwork.answerPassword}</p>
      <p>{words.noNetwork.answerEnd}</p>
      <p className="kt-answer-nobody">{words.noNetwork.answerNobody}</p>
    </section>
  )
}
