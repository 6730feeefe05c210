/** A question as an administrator wrote it, or one of the product's own. */
export interface Asked {
  readonly id: string
  /** By language; `en` is there. The organisation's own has one text for all. */
  readonly texts: Readonly<Record<string, string>> & { readonly en: string }
}

/**
 * For those who configure none. Not one is good: what a family, a school or a network of friends knows is no secret.
 * These are at least not on an identity card.
 */
export const catalogue: readonly Asked[] = [
  {
    id: 'first-street',
    texts: {
      en: 'In which street did you live when you were six?',
      de: 'In welcher Straße haben Sie gewohnt, als Sie sechs waren?',
    },
  },
  {
    id: 'first-friend',
    texts: {
      en: 'What was the first name of your best friend when you were ten?',
      de: 'Wie hieß mit Vornamen Ihre beste Freundin oder Ihr bester Freund, als Sie zehn waren?',
    },
  },
  {
    id: 'first-teacher',
    texts: {
      en: 'Which teacher of yours did you fear most?',
      de: 'Welche Lehrerin oder welchen Lehrer haben Sie am meisten gefürchtet?',
    },
  },
  {
    id: 'first-wage',
    texts: {
      en: 'Where did you earn money for the first time?',
      de: 'Wo haben Sie zum ersten Mal Geld verdient?',
    },
  },
  {
    id: 'first-concert',
    texts: {
      en: 'Whom did you hear at your first concert?',
      de: 'Wen haben Sie bei Ihrem ersten Konzert gehört?',
    },
  },
]

export function textOf({ texts }: Asked, languages: readonly string[]): string {
  const known = languages.map((tag) => tag.toLowerCase().split('-')[0] ?? '')
  const language = known.find((one) => Object.hasOwn(texts, one)) ?? 'en'
  return texts[language] ?? texts.en
}
