import type { ReactNode } from 'react'
import './charts.css'

/** Units of the drawing; it is stretched to whatever room there is. */
const width = 600
const height = 160

interface ChartProps {
  /** What it shows, for whoever does not see it. */
  readonly label: string
  readonly legend: readonly { readonly kind: 'main' | 'other'; readonly text: string }[]
  /** What the top of it stands for. */
  readonly top: string
  readonly from: string
  readonly to: string
  readonly children: ReactNode
}

function Chart({ label, legend, top, from, to, children }: ChartProps) {
  return (
    <figure className="kt-chart">
      <figcaption>
        {legend.map(({ kind, text }) => (
          <span key={kind} className="kt-chart-key" data-kind={kind}>
            {text}
          </span>
        ))}
      </figcaption>
      <span className="kt-chart-top">{top}</span>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={label}>
        {children}
      </svg>
      <span className="kt-chart-ends">
        <span>{from}</span>
        <span>{to}</span>
      </span>
    </figure>
  )
}

export interface Point {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly value: number
}

interface LinesProps extends Omit<ChartProps, 'children' | 'from' | 'to' | 'top'> {
  readonly main: readonly Point[]
  readonly other: readonly Point[]
  readonly day: (at: number) => string
  readonly count: (value: number) => string
}

/** Two lines over time, each holding until its next point. */
export function Lines({ main, other, day, count, ...rest }: LinesProps) {
  const all = [...main, ...other]
  const [first, last] = [Math.min(...all.map(({ at }) => at)), Math.max(...all.map(({ at }) => at))]
  const most = Math.max(1, ...all.map(({ value }) => value))
  const x = (at: number) => (last === first ? 0 : ((at - first) / (last - first)) * width)
  const y = (value: number) => height - (value / most) * height
  const path = (points: readonly Point[]) =>
    points.map(({ at, value }, i) => (i === 0 ? `M${x(at)} ${y(value)}` : `H${x(at)}V${y(value)}`)).join('')
  return (
    <Chart {...rest} top={count(most)} from={day(first)} to={day(last)}>
      <path className="kt-chart-line" data-kind="other" d={path(other)} />
      <path className="kt-chart-line" data-kind="main" d={path(main)} />
    </Chart>
  )
}

interface BarsProps extends Omit<ChartProps, 'children' | 'top'> {
  readonly bars: readonly { readonly key: string; readonly main: number | null; readonly other: number }[]
  readonly count: (value: number) => string
}

/** `other` as broad bars, `main` as narrow ones in front of them. */
export function Bars({ bars, count, ...rest }: BarsProps) {
  const most = Math.max(1, ...bars.flatMap(({ main, other }) => [main ?? 0, other]))
  const step = width / Math.max(1, bars.length)
  const tall = (value: number) => (value / most) * height
  return (
    <Chart {...rest} top={count(most)}>
      {bars.map(({ key, main, other }, i) => (
        <g key={key}>
          <rect
            className="kt-chart-bar"
            data-kind="other"
            x={(i + 0.1) * step}
            width={0.8 * step}
            y={height - tall(other)}
            height={tall(other)}
          />
          {main !== null && (
            <rect
              className="kt-chart-bar"
              data-kind="main"
              x={(i + 0.3) * step}
              width={0.4 * step}
              y={height - tall(main)}
              height={tall(main)}
            />
          )}
        </g>
      ))}
    </Chart>
  )
}

interface NumbersProps {
  readonly summary: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** What a chart shows, to be read; closed at first. */
export function Numbers({ summary, ...table }: NumbersProps) {
  return (
    <details>
      <summary>{summary}</summary>
      <Table {...table} />
    </details>
  )
}

export function Table({ head, rows }: Omit<NumbersProps, 'summary'>) {
  return (
    <table className="kt-table">
      <thead>
        <tr>
          {head.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([first, ...others]) => (
          <tr key={first}>
            <th scope="row">{first}</th>
            {others.map((text, i) => (
              // eslint-disable-next-line react/no-array-index-key -- a column has no other name
              <td key={i}>{text}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
