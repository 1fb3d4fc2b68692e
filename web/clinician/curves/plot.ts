// A curve on a canvas, by uPlot. Fetched when the first curve is to be drawn, so that the list need not wait for it.
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { CONSCIOUSNESS, decimal, LEVELS } from '../../shared/format';
import { inkOf, type Ink } from './ink';
import { canvasOf, drawOver, drawUnder, edgeWords } from './layers';
import { dayWord, monthWord, stopsOf, type Model } from './model';
import { dayTicks, monthTicks, ticksOf } from './scale';

export interface Plot {
  readonly show: (model: Model, active: number | null) => void;
  readonly destroy: () => void;
}

interface State {
  model: Model;
  active: number | null;
}

/** The stop nearest to a time. */
export function nearest(model: Model, at: number): number | null {
  let best: number | null = null;
  let least = Infinity;
  stopsOf(model).forEach((stop, index) => {
    const off = Math.abs(stop.at - at);
    if (off < least) [best, least] = [index, off];
  });
  return best;
}

const seconds = (times: readonly number[]): number[] => times.map((time) => time / 1000);

const dataOf = ({ line }: Model): uPlot.AlignedData => [seconds(line.xs), [...line.ys]];

/** Times under the curve: days while there are few, else months. */
function timesOf(model: Model, width: number, size: number): readonly number[] {
  const room = Math.floor(width / (size * 4.75));
  if (model.period === 14) return dayTicks(model.span, room);
  return monthTicks(model.span, model.period === 90 ? room : Math.floor(width / (size * 2.9)));
}

/** There is no room for the words of consciousness: its letters stand for them. */
const tickWord = (value: number, { unit }: Model): string =>
  unit === CONSCIOUSNESS ? (LEVELS[value] ?? '') : decimal(value);

function axesOf(state: State, ink: Ink): uPlot.Axis[] {
  const common = {
    stroke: () => ink.colour('text-2'),
    font: ink.font(1),
    grid: { show: false },
    ticks: { show: true, size: 3, width: 1, stroke: () => ink.colour('rule') },
    gap: 3,
  };
  return [
    {
      ...common,
      size: Math.round(ink.size * 1.75),
      splits: (plot) => seconds(timesOf(state.model, plot.width - ink.size * 8, ink.size)),
      values: (_plot, splits) =>
        splits.map((at) =>
          state.model.period === 14 ? dayWord(at * 1000, state.model.today) : monthWord(at * 1000),
        ),
    },
    {
      ...common,
      ticks: { show: false },
      size: (plot, words: readonly string[] | null) => {
        plot.ctx.font = ink.font(1);
        const wide = (words ?? []).map((one) => plot.ctx.measureText(one).width);
        return Math.ceil(Math.max(ink.size * 2.6, ...wide.map((width) => width + 4)));
      },
      splits: (plot) => [...ticksOf(state.model.range, Math.max(3, Math.floor(plot.height / 32)), state.model.step)],
      values: (_plot, splits) => splits.map((value) => tickWord(value, state.model)),
    },
  ];
}

/** Room for the words at the right; most often the same, so that curves stand under each other. */
function edgeOf(pen: CanvasRenderingContext2D, model: Model, ink: Ink): number {
  pen.font = ink.font(1);
  const wide = edgeWords(model).map(([text]) => pen.measureText(text).width);
  return Math.ceil(Math.max(ink.size * 5.6, ...wide.map((width) => width + 8)));
}

function optionsOf(place: HTMLElement, state: State, ink: Ink, point: (at: number | null) => void): uPlot.Options {
  return {
    width: place.clientWidth,
    height: place.clientHeight,
    padding: [5, (plot) => edgeOf(plot.ctx, state.model, ink), 0, 0],
    legend: { show: false },
    cursor: { x: false, y: false, points: { show: false }, drag: { x: false, y: false, setScale: false } },
    select: { show: false, left: 0, top: 0, width: 0, height: 0 },
    scales: {
      x: { time: false, range: () => [state.model.span.from / 1000, state.model.span.to / 1000] },
      y: { range: () => [state.model.range.low, state.model.range.high] },
    },
    axes: axesOf(state, ink),
    series: [
      {},
      { stroke: () => ink.colour('data'), width: 1.75, spanGaps: false, points: { show: false } },
    ],
    hooks: {
      drawClear: [(plot) => drawUnder(canvasOf(plot, ink), state.model)],
      draw: [(plot) => drawOver(canvasOf(plot, ink), state.model, state.active)],
      setCursor: [
        (plot) => {
          const { left = -1 } = plot.cursor;
          point(left < 0 ? null : plot.posToVal(left, 'x') * 1000);
        },
      ],
    },
  };
}

/** The size of a curve on paper, where the style sheet gives it one. */
function paperOf(place: HTMLElement): { readonly width: number; readonly height: number } | null {
  const style = getComputedStyle(place);
  const width = Number.parseFloat(style.getPropertyValue('--curve-paper-w'));
  const height = Number.parseFloat(style.getPropertyValue('--curve-paper-h'));
  return width > 0 && height > 0 ? { width, height } : null;
}

/** Draws in a place, which gives it its size; tells the time that is pointed at. */
export function createPlot(place: HTMLElement, model: Model, point: (at: number | null) => void): Plot {
  const state: State = { model, active: null };
  const ink = inkOf(place);
  const plot = new uPlot(optionsOf(place, state, ink, point), dataOf(model), place);
  const fit = (): void => {
    const { clientWidth: width, clientHeight: height } = place;
    if (width > 0 && height > 0 && (width !== plot.width || height !== plot.height)) plot.setSize({ width, height });
  };
  const fitting = new ResizeObserver(fit);
  fitting.observe(place);
  // A browser prints what was drawn for the screen, and would cut off the last days and the words beside them.
  const toPaper = (): void => {
    const paper = paperOf(place);
    if (paper !== null) plot.setSize(paper);
  };
  window.addEventListener('beforeprint', toPaper);
  window.addEventListener('afterprint', fit);
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const redraw = (): void => plot.redraw(false, true);
  dark.addEventListener('change', redraw);
  void document.fonts.ready.then(redraw);
  return {
    show: (next, active) => {
      const same = state.model === next;
      state.model = next;
      state.active = active;
      if (same) plot.redraw(false, false);
      else plot.setData(dataOf(next));
    },
    destroy: () => {
      fitting.disconnect();
      window.removeEventListener('beforeprint', toPaper);
      window.removeEventListener('afterprint', fit);
      dark.removeEventListener('change', redraw);
      plot.destroy();
    },
  };
}
