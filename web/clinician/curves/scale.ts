// From which value to which a curve goes, and where its labels stand.
import { DAY_MS, daysBetween, midnight, noon, type Span } from './days';
import type { Band } from './limits';

export interface Range {
  readonly low: number;
  readonly high: number;
}

/** What is measured and usual, and the limits that are near: a limit far off would press the curve flat. */
export function rangeOf(values: readonly number[], bands: readonly Band[], step: number): Range {
  if (values.length === 0) {
    const edges = bands.map(({ edge }) => edge);
    if (edges.length === 0) return { low: 0, high: 10 * step };
    values = edges;
  }
  let low = Math.min(...values);
  let high = Math.max(...values);
  const near = Math.max(high - low, 8 * step);
  for (const { side, edge, zone } of bands) {
    const reach = zone === 'red' ? 1.25 * near : near;
    if (side === 'low' && edge >= low - reach) low = Math.min(low, edge - 1.5 * step);
    if (side === 'high' && edge <= high + reach) high = Math.max(high, edge + 1.5 * step);
  }
  const lacking = Math.max(0, 6 * step - (high - low)) / 2;
  const air = Math.max(step / 2, (high - low) * 0.09);
  return { low: low - lacking - air, high: high + lacking + air };
}

const NICE = [10, 5, 2, 1];

function multiples({ low, high }: Range, unit: number): readonly number[] {
  const ticks: number[] = [];
  for (let at = Math.ceil(low / unit); at * unit <= high; at += 1) {
    ticks.push(Number((at * unit).toPrecision(10)));
  }
  return ticks;
}

/** Round values, as few as say where one is: two at least, if the steps of the values allow. */
export function ticksOf(range: Range, most: number, step: number): readonly number[] {
  const ten = 10 ** Math.floor(Math.log10(Math.max(range.high - range.low, step)));
  const units = [ten, ten / 10].flatMap((size) => NICE.map((nice) => nice * size)).filter((unit) => unit >= step * 0.999);
  const found = units.map((unit) => multiples(range, unit)).filter((ticks) => ticks.length <= most);
  return found.find((ticks) => ticks.length >= Math.min(3, most)) ?? found.find((ticks) => ticks.length === 2) ?? found.at(-1) ?? [];
}

/** Days from today back, as many as there is room for. */
export function dayTicks(span: Span, room: number): readonly number[] {
  const days = daysBetween(span.from, span.to);
  const every = Math.max(1, Math.ceil((days - 1) / Math.max(2, room)));
  const ticks: number[] = [];
  for (let back = 0; back < days; back += every) ticks.unshift(noon(span.to - DAY_MS / 2, -back));
  return ticks;
}

/** The first of months, as many as there is room for. */
export function monthTicks(span: Span, room: number): readonly number[] {
  const first = new Date(span.from);
  const months: number[] = [];
  for (let month = first.getMonth() + 1; ; month += 1) {
    const at = new Date(first.getFullYear(), month, 1).getTime();
    if (at >= span.to) break;
    months.push(midnight(at));
  }
  const every = Math.max(1, Math.ceil(months.length / Math.max(2, room)));
  return months.filter((at) => new Date(at).getMonth() % every === 0);
}

/** Moves labels apart, each as little as it must, and all of them inside. */
export function spread(wanted: readonly number[], least: number, top: number, bottom: number): readonly number[] {
  const order = wanted.map((y, index) => ({ y, index })).sort((a, b) => a.y - b.y);
  let floor = top;
  for (const one of order) {
    one.y = Math.max(one.y, floor);
    floor = one.y + least;
  }
  let ceiling = bottom;
  for (const one of [...order].reverse()) {
    one.y = Math.min(one.y, ceiling);
    ceiling = one.y - least;
  }
  const placed = new Array<number>(wanted.length).fill(0);
  for (const { y, index } of order) placed[index] = y;
  return placed;
}
