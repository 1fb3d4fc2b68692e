import type { ReadonlySignal } from '@preact/signals';
import { roomy } from './media';
import type { Curve } from './shapes';
import { draw, inOneLine, wordsOf, type Size } from './spark';

const SMALL: Size = { width: 70, height: 28 };
const LARGE: Size = { width: 118, height: 34 };

interface EndProperties {
  readonly zone: Curve['last'];
  readonly x: number;
  readonly y: number;
}

/** The last value, in the shape of its zone; a plain dot while nothing is wrong. */
function End({ zone, x, y }: EndProperties) {
  const at = `M${String(x)} ${String(y)}`;
  if (zone === 'red') return <path class="spark-red" d={`${at}m0 -4.7l4.7 4.7l-4.7 4.7l-4.7 -4.7z`} />;
  if (zone === 'yellow') return <path class="spark-yellow" d={`${at}m0 -4.5l4.5 7.9h-9z`} />;
  if (zone === 'unsure') {
    return <rect class="spark-unsure" x={x - 3} y={y - 3} width="6" height="6" rx="1" />;
  }
  return <circle class="spark-end" cx={x} cy={y} r="2.5" />;
}

/** Fourteen days in a row's width. What it shows is its name. */
export function Spark({ of }: { readonly of: ReadonlySignal<Curve | null> }) {
  const curve = of.value;
  if (curve === null) return <span class="spark" />;
  const size = roomy.value ? LARGE : SMALL;
  const { line, dots, limits, end } = draw(curve, size);
  const right = size.width - 7;
  return (
    <svg
      class="spark"
      viewBox={`0 0 ${String(size.width)} ${String(size.height)}`}
      role="img"
      aria-label={inOneLine(wordsOf(curve))}
    >
      {limits.map(({ y, zone }, at) => (
        <line key={at} class={`spark-limit-${zone}`} x1="0" x2={size.width} y1={y} y2={y} />
      ))}
      <path class="spark-line" d={line} />
      {dots.map(([x, y]) => (
        <circle key={x} class="spark-dot" cx={x} cy={y} r="1" />
      ))}
      {end !== null && end.x < right - 1 && (
        <line class="spark-since" x1={end.x + 5} x2={right} y1={end.y} y2={end.y} />
      )}
      {end !== null && <End zone={curve.last} x={end.x} y={end.y} />}
    </svg>
  );
}
