/** Numbers that look random and are the same for the same seed: a simulation that nobody can repeat convinces nobody. */
export interface Numbers {
  /** Above 0 and below 1. */
  uniform(): number
  /** Of a mean. */
  exponential(mean: number): number
  /** How many of `count` it happens to, with this probability for each. */
  binomial(count: number, probability: number): number
}

/** sfc32 (C. Doty-Humphrey, PractRand): 128 bits of state, passes BigCrush; no use for secrets. */
export function createNumbers(seed: number): Numbers {
  let [a, b, c, counter] = [seed | 0, 0x9e37_79b9 | 0, 0x243f_6a88, 1]
  const step = () => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }
  const uniform = () => (step() + 0.5) / 2 ** 32
  const exponential = (mean: number) => -mean * Math.log(uniform())
  for (let i = 0; i < 15; i++) step()
  return {
    uniform,
    exponential,
    binomial(count, probability) {
      if (count <= 0 || probability <= 0) return 0
      if (probability >= 1) return count
      // The rarer side is counted: fewer steps, and the power below stays above zero.
      if (probability > 0.5) return count - rare(count, 1 - probability)
      return rare(count, probability)
    },
  }

  function rare(count: number, probability: number): number {
    const variance = count * probability * (1 - probability)
    return variance > exactUpTo ? byNormal(count, probability) : byInversion(count, probability)
  }

  /** Adds up the distribution until it passes a uniform number (Devroye 1986, X.4). */
  function byInversion(count: number, probability: number): number {
    const odds = probability / (1 - probability)
    let left = uniform()
    let share = (1 - probability) ** count
    let found = 0
    while (left > share && found < count) {
      left -= share
      found++
      share *= (odds * (count - found + 1)) / found
    }
    return found
  }

  /** De Moivre and Laplace: beyond a variance of 100 nobody sees the difference in a forecast. */
  function byNormal(count: number, probability: number): number {
    const deviation = Math.sqrt(count * probability * (1 - probability))
    const normal = Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
    return Math.min(count, Math.max(0, Math.round(count * probability + deviation * normal)))
  }
}

const exactUpTo = 100
