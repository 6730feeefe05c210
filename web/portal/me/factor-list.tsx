import type { Me } from '@keyturn/contract'
import { Notice, TextLink } from '../../ui/index.ts'
import { say, useWords } from '../../words/index.ts'
import './me.css'

export function FactorList({ me }: { readonly me: Me }) {
  const { words } = useWords()
  return (
    <section>
      <h2 id="factors">{words.me.list}</h2>
      <ul className="kt-factors" aria-labelledby="factors">
        {me.factors.map((factor) => (
          <Factor key={factor.id} factor={factor} left={me.recoveryCodesLeft} />
        ))}
      </ul>
      {me.recoveryCodesLeft === 0 && (
        <Notice kind="wait">
          <p>{words.me.noneLeft}</p>
        </Notice>
      )}
    </section>
  )
}

function Factor({ factor, left }: { readonly factor: Me['factors'][number]; readonly left: number }) {
  const { words, locale } = useWords()
  const day = (at: string) => new Date(at).toLocaleDateString(locale, { dateStyle: 'medium' })
  const used = factor.lastUsed === null ? words.me.neverUsed : words.me.used(day(factor.lastUsed))
  const kind = say(words.codes, 'factor', factor.factor)
  const isCodes = factor.factor === 'recovery-code'
  // What comes from the company has no name of its own.
  const name = isCodes || factor.name === '' ? kind : factor.name
  return (
    <li className="kt-factor">
      <span className="kt-factor-words">
        <span className="kt-factor-name">{isCodes ? words.me.left(left) : name}</span>
        {!isCodes && name !== kind && <span className="kt-factor-line">{kind}</span>}
        <span className="kt-factor-line">
          {factor.own ? `${words.me.enrolled(day(factor.enrolled))}, ${used}` : words.me.notOwn}
        </span>
      </span>
      {factor.own && <Deeds factor={factor} name={name} />}
    </li>
  )
}

function Deeds({ factor, name }: { readonly factor: Me['factors'][number]; readonly name: string }) {
  const { words } = useWords()
  const canRename = factor.factor !== 'recovery-code'
  return (
    <span className="kt-factor-deeds">
      {canRename && (
        <TextLink to="/me" search={{ rename: factor.id }} aria-label={words.me.renameLong(name)}>
          {words.me.rename}
        </TextLink>
      )}
      <TextLink to="/me" search={{ remove: factor.id }} aria-label={words.me.removeLong(name)}>
        {words.me.remove}
      </TextLink>
    </span>
  )
}
