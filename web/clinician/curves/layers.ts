// What lies under and over the line of a curve: the zones as bands with their limits, what is usual, pauses, the
// points, and the words at the right edge.
import type uPlot from 'uplot';
import { t } from '../../shared/i18n';
import type { Ink } from './ink';
import type { Band } from './limits';
import { drawDot, drawLast } from './marks';
import { limitWords, stopsOf, valueOf, type Model, type Rest } from './model';
import { spread } from './scale';

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Canvas {
  readonly plot: uPlot;
  readonly pen: CanvasRenderingContext2D;
  readonly ink: Ink;
  readonly ratio: number;
  readonly box: Box;
}

export function canvasOf(plot: uPlot, ink: Ink): Canvas {
  const { left, top, width, height } = plot.bbox;
  const box = { left, top, right: left + width, bottom: top + height };
  return { plot, pen: plot.ctx, ink, ratio: plot.ctx.canvas.width / plot.width, box };
}

const xOf = ({ plot }: Canvas, at: number): number => plot.valToPos(at / 1000, 'x', true);
const yOf = ({ plot }: Canvas, value: number): number => plot.valToPos(value, 'y', true);

const clamped = ({ box }: Canvas, y: number): number => Math.min(box.bottom, Math.max(box.top, y));

function field({ pen, box, ink }: Canvas, from: number, to: number, token: string): void {
  if (Math.abs(to - from) < 0.5) return;
  pen.fillStyle = ink.colour(token);
  pen.fillRect(box.left, Math.min(from, to), box.right - box.left, Math.abs(to - from));
}

function drawUsual(canvas: Canvas, { usual, step }: Model): void {
  if (usual === null) return;
  const top = clamped(canvas, yOf(canvas, usual.high + step / 2));
  field(canvas, top, clamped(canvas, yOf(canvas, usual.low - step / 2)), 'habit');
}

function drawBands(canvas: Canvas, { bands }: Model): void {
  for (const { side, zone, edge, end } of bands) {
    const far = side === 'low' ? canvas.box.bottom : canvas.box.top;
    const from = clamped(canvas, yOf(canvas, edge));
    field(canvas, from, end === null ? far : clamped(canvas, yOf(canvas, end)), `${zone}-band`);
  }
}

function drawLimit(canvas: Canvas, edge: number, token: string, dash: readonly number[]): void {
  const { pen, box, ink, ratio } = canvas;
  const y = yOf(canvas, edge);
  if (y < box.top || y > box.bottom) return;
  pen.beginPath();
  pen.setLineDash(dash.map((length) => length * ratio));
  pen.strokeStyle = ink.colour(token);
  pen.lineWidth = ratio;
  pen.moveTo(box.left, y);
  pen.lineTo(box.right, y);
  pen.stroke();
  pen.setLineDash([]);
}

function drawLimits(canvas: Canvas, { bands, beside }: Model): void {
  for (const { zone, edge } of bands) drawLimit(canvas, edge, `${zone}-edge`, zone === 'yellow' ? [3, 3] : []);
  for (const { edge } of beside) drawLimit(canvas, edge, 'data', [8, 5]);
}

/** A time without measuring is left white, between dotted lines. */
function drawRest(canvas: Canvas, rest: Rest): void {
  const { pen, box, ink, ratio } = canvas;
  pen.setLineDash([ratio, 2 * ratio]);
  pen.strokeStyle = ink.colour('none-edge');
  pen.lineWidth = ratio;
  for (const at of [rest.from, rest.to]) {
    const x = xOf(canvas, at);
    if (x < box.left || x > box.right) continue;
    pen.beginPath();
    pen.moveTo(x, box.top);
    pen.lineTo(x, box.bottom);
    pen.stroke();
  }
  pen.setLineDash([]);
}

/** Words over a curve have an edge of paper. */
function haloed({ pen, ink, ratio }: Canvas, text: string, x: number, y: number): void {
  pen.lineJoin = 'round';
  pen.strokeStyle = ink.colour('card');
  pen.lineWidth = 3 * ratio;
  pen.strokeText(text, x, y);
  pen.fillText(text, x, y);
}

function drawRestWords(canvas: Canvas, { rests, line }: Model): void {
  const { pen, box, ink, ratio } = canvas;
  pen.font = ink.font(ratio);
  pen.fillStyle = ink.colour('text-2');
  pen.textBaseline = 'middle';
  pen.textAlign = 'center';
  const ys = line.ys.filter((y): y is number => y !== null);
  const middle = (box.top + box.bottom) / 2;
  const mean = ys.length === 0 ? middle : yOf(canvas, ys.reduce((a, b) => a + b, 0) / ys.length);
  const half = canvas.ink.size * ratio * 0.7;
  const y = mean < middle ? box.bottom - half : box.top + half;
  for (const rest of rests) {
    const wide = pen.measureText(rest.reason).width / 2;
    const x = (xOf(canvas, rest.from) + xOf(canvas, rest.to)) / 2;
    haloed(canvas, rest.reason, Math.min(box.right - wide, Math.max(box.left + wide, x)), y);
  }
}

/** Under the line. */
export function drawUnder(canvas: Canvas, model: Model): void {
  drawBands(canvas, model);
  drawUsual(canvas, model);
  drawLimits(canvas, model);
  for (const rest of model.rests) drawRest(canvas, rest);
  drawFloor(canvas);
  drawSpread(canvas, model);
}

function drawFloor({ pen, box, ink, ratio }: Canvas): void {
  pen.strokeStyle = ink.colour('rule');
  pen.lineWidth = ratio;
  pen.beginPath();
  pen.moveTo(box.left, box.bottom);
  pen.lineTo(box.right, box.bottom);
  pen.stroke();
}

/** How far a week's values lie apart. */
function drawSpread(canvas: Canvas, { weeks }: Model): void {
  const { pen, ink, ratio } = canvas;
  pen.globalAlpha = 0.3;
  pen.strokeStyle = ink.colour('data');
  pen.lineWidth = 2 * ratio;
  for (const { at, low, high } of weeks) {
    pen.beginPath();
    pen.moveTo(xOf(canvas, at), yOf(canvas, low));
    pen.lineTo(xOf(canvas, at), yOf(canvas, high));
    pen.stroke();
  }
  pen.globalAlpha = 1;
}

/** In 14 days every point is seen; in 90 days and a year what is not as it should be, and the last. */
function drawPoints(canvas: Canvas, model: Model): void {
  const { pen, ink, ratio } = canvas;
  const short = model.period === 14;
  const year = model.period === 365;
  const last = model.dots.at(-1);
  const size = short ? 3.5 : 2.75;
  for (const dot of model.dots) {
    const alone = dot.condition !== model.condition;
    const told = dot.suspect || alone || (!year && (dot.zone === 'red' || dot.zone === 'yellow'));
    if (dot === last || !(short || told) || (year && !dot.suspect)) continue;
    const spot = { x: xOf(canvas, dot.at), y: clamped(canvas, yOf(canvas, dot.value)), r: size * ratio };
    drawDot(pen, spot, dot, ink, ratio);
  }
  if (last === undefined) return;
  const spot = { x: xOf(canvas, last.at), y: clamped(canvas, yOf(canvas, last.value)), r: 5 * ratio };
  drawLast(pen, spot, last, ink, ratio);
}

interface Label {
  readonly text: string;
  readonly token: string;
  readonly y: number;
}

/** The words at the right edge, but for where they stand. Of limits outside the picture only the nearer is told. */
export function edgeWords({ bands, range, unit, usual }: Model): readonly (readonly [string, Band | null])[] {
  const outside = ({ edge }: Band): string => (edge > range.high ? '↑ ' : edge < range.low ? '↓ ' : '');
  const told = bands.filter(
    (band) => outside(band) === '' || !bands.some((one) => one !== band && isNearer(one, band) && outside(one) !== ''),
  );
  const words = told.map((band) => [outside(band) + limitWords(band, unit), band] as const);
  return usual === null ? words : [...words, [t('curve.usual'), null] as const];
}

const isNearer = (one: Band, other: Band): boolean =>
  one.side === other.side && (one.side === 'low' ? one.edge > other.edge : one.edge < other.edge);

function labelsOf(canvas: Canvas, model: Model): readonly Label[] {
  const { box, ink, ratio } = canvas;
  const shift = ink.size * ratio * 0.4;
  return edgeWords(model).map(([text, band]) => {
    if (band === null) {
      const { low, high } = model.usual ?? model.range;
      return { text, token: 'text-2', y: clamped(canvas, yOf(canvas, (low + high) / 2)) };
    }
    const y = yOf(canvas, band.edge);
    if (y < box.top || y > box.bottom) return { text, token: 'text-2', y: clamped(canvas, y) };
    return { text, token: `${band.zone}-ink`, y: y + (band.side === 'low' ? shift : -shift) };
  });
}

function drawLabels(canvas: Canvas, model: Model): void {
  const { pen, box, ink, ratio } = canvas;
  const labels = labelsOf(canvas, model);
  const line = ink.size * ratio * 1.1;
  const ys = spread(labels.map(({ y }) => y), line, box.top + line * 0.2, box.bottom);
  pen.font = ink.font(ratio);
  pen.textAlign = 'left';
  pen.textBaseline = 'middle';
  labels.forEach(({ text, token }, at) => {
    pen.fillStyle = ink.colour(token);
    pen.fillText(text, box.right + 6 * ratio, ys[at] ?? box.top);
  });
}

/** The point that is read just now. */
function drawActive(canvas: Canvas, model: Model, active: number | null): void {
  const stop = active === null ? undefined : stopsOf(model)[active];
  if (stop === undefined) return;
  const { pen, box, ink, ratio } = canvas;
  const x = xOf(canvas, stop.at);
  pen.strokeStyle = ink.colour('accent');
  pen.lineWidth = ratio;
  pen.beginPath();
  pen.moveTo(x, box.top);
  pen.lineTo(x, box.bottom);
  pen.stroke();
  pen.lineWidth = 2 * ratio;
  pen.beginPath();
  pen.arc(x, clamped(canvas, yOf(canvas, valueOf(stop))), 7 * ratio, 0, 2 * Math.PI);
  pen.stroke();
}

/** Over the line. */
export function drawOver(canvas: Canvas, model: Model, active: number | null): void {
  drawRestWords(canvas, model);
  drawPoints(canvas, model);
  drawLabels(canvas, model);
  drawActive(canvas, model, active);
}
