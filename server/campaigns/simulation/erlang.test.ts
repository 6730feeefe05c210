import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { bearableCalls, erlangC, meanWaitMinutes } from './erlang.ts'

const near = (value: number, expected: number, by: number) =>
  assert.ok(Math.abs(value - expected) <= by, `${value} is not ${expected}`)

/** The formula as it is printed, by sums: only for few agents. */
function printed(agents: number, traffic: number): number {
  let [term, sum] = [1, 0]
  for (let n = 0; n < agents; n++) {
    sum += term
    term = (term * traffic) / (n + 1)
  }
  const waiting = (term * agents) / (agents - traffic)
  return waiting / (sum + waiting)
}

suite('Erlang C', () => {
  test('is what the literature says', () => {
    // Published worked examples: 360 calls of 4 minutes in half an hour for 55 agents (Mitan, "Call centre maths");
    // 200 calls an hour of 3 minutes for 14 agents (Call Centre Helper, "Erlang C formula").
    near(erlangC(55, 48), 0.239, 0.0005)
    near(erlangC(14, 10), 0.174, 0.0005)
    near(60 * meanWaitMinutes({ agents: 14, callsPerHour: 200, minutesPerCall: 3 }), 7.8, 0.05)
    // From the tables of Erlang B, B(15, 10) = 0.0365 and B(5, 3) = 0.1101, by C = cB / (c - a(1 - B)).
    near(erlangC(15, 10), (15 * 0.0365) / (15 - 10 * (1 - 0.0365)), 0.0003)
    near(erlangC(5, 3), (5 * 0.1101) / (5 - 3 * (1 - 0.1101)), 0.0003)
  })

  test('is what one and two agents come to in closed form', () => {
    for (const load of [0.1, 0.5, 0.9, 0.99]) {
      near(erlangC(1, load), load, 1e-12)
      near(erlangC(2, 2 * load), (2 * load * load) / (1 + load), 1e-12)
    }
  })

  const desk = fc.record({
    agents: fc.integer({ min: 1, max: 60 }),
    load: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
  })

  test('is the printed formula', () => {
    fc.assert(
      fc.property(desk, ({ agents, load }) =>
        near(erlangC(agents, agents * load), printed(agents, agents * load), 1e-9),
      ),
    )
  })

  test('more calls never wait less, and more agents never let them wait longer', () => {
    fc.assert(
      fc.property(desk, fc.double({ min: 0, max: 1, noNaN: true }), ({ agents, load }, more) => {
        const traffic = agents * load
        const busier = traffic + (agents - traffic) * more
        assert.ok(erlangC(agents, busier) >= erlangC(agents, traffic) - 1e-12)
        assert.ok(erlangC(agents + 1, traffic) <= erlangC(agents, traffic) + 1e-12)
        const wait = (all: number) =>
          meanWaitMinutes({ agents: all, callsPerHour: traffic * 60, minutesPerCall: 1 })
        assert.ok(wait(agents + 1) <= wait(agents) + 1e-12)
      }),
    )
  })

  test('holds for thousands of agents, and says when a desk cannot keep up', () => {
    near(erlangC(10_000, 9_990), 0.9, 0.05)
    assert.equal(erlangC(3, 3), 1)
    assert.equal(meanWaitMinutes({ agents: 3, callsPerHour: 60, minutesPerCall: 3 }), Infinity)
    assert.equal(erlangC(3, 0), 0)
  })

  test('tells how many calls keep a wait', () => {
    const callsPerHour = bearableCalls({ agents: 14, minutesPerCall: 3 }, 7.8 / 60)
    near(callsPerHour, 200, 0.5)
  })
})
