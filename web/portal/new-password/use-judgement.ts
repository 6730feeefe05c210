import type { Judgement } from '@keyturn/contract'
import { useEffect, useState } from 'react'

export type Judge = (body: { readonly password: string }) => Promise<Judgement>

/** `waiting`: no answer yet for what is in the field now. `unknown`: the server could not say. */
export type Judged = Judgement | 'nothing' | 'waiting' | 'unknown'

/** Somebody who types has not finished yet. */
const pauseMs = 400

/** What the server says of the password in the field, a moment after she stopped typing. */
export function useJudgement(password: string, judge: Judge): Judged {
  const [last, setLast] = useState<{ readonly of: string; readonly said: Judged }>()
  useEffect(() => {
    if (password === '') return
    let isStale = false
    const tell = (said: Judged) => {
      if (!isStale) setLast({ of: password, said })
    }
    const timer = setTimeout(() => {
      judge({ password }).then(tell, () => tell('unknown'))
    }, pauseMs)
    return () => {
      isStale = true
      clearTimeout(timer)
    }
  }, [password, judge])
  if (password === '') return 'nothing'
  return last?.of === password ? last.said : 'waiting'
}
