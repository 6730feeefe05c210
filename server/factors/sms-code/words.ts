interface Said {
  readonly issuer: string
  readonly code: string
  readonly minutes: number
}

/** Each fits one message: 160 letters of GSM 03.38, of which the issuer may have forty. */
const texts = {
  en: ({ issuer, code, minutes }: Said) =>
    `${code} is your code for ${issuer}. It works for ${minutes} minutes. Tell it to nobody, not even to the help desk.`,
  de: ({ issuer, code, minutes }: Said) =>
    `${code} ist Ihr Code für ${issuer}. Er gilt ${minutes} Minuten. Sagen Sie ihn niemandem, auch nicht dem Helpdesk.`,
} as const

const issuerLetters = 40

export function textOf(language: string, said: Said): string {
  const words = /^de\b/i.test(language) ? texts.de : texts.en
  return words({ ...said, issuer: said.issuer.slice(0, issuerLetters) })
}
