// The shapes of single points: a zone is a diamond or a triangle, a way of measuring a cross or two rings, a doubt
// a square. Drawn on the canvas, in its own pixels.
import type { Dot } from './dots';
import type { Ink } from './ink';

type Pen = CanvasRenderingContext2D;

export interface Spot {
  readonly x: number;
  readonly y: number;
  /** Half its width. */
  readonly r: number;
}

function path(pen: Pen, points: readonly (readonly [number, number])[]): void {
  pen.beginPath();
  points.forEach(([x, y], at) => (at === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y)));
  pen.closePath();
}

function ring(pen: Pen, { x, y, r }: Spot): void {
  pen.beginPath();
  pen.arc(x, y, r, 0, 2 * Math.PI);
}

function paint(pen: Pen, fill: string, edge: string, width: number): void {
  pen.fillStyle = fill;
  pen.strokeStyle = edge;
  pen.lineWidth = width;
  pen.fill();
  pen.stroke();
}

function diamond(pen: Pen, { x, y, r }: Spot): void {
  const d = r * 1.25;
  path(pen, [[x, y - d], [x + d, y], [x, y + d], [x - d, y]]);
}

function triangle(pen: Pen, { x, y, r }: Spot): void {
  const d = r * 1.2;
  path(pen, [[x, y - d], [x + d, y + d * 0.9], [x - d, y + d * 0.9]]);
}

function square(pen: Pen, { x, y, r }: Spot): void {
  path(pen, [[x - r, y - r], [x + r, y - r], [x + r, y + r], [x - r, y + r]]);
}

function question(pen: Pen, { x, y, r }: Spot, ink: Ink, ratio: number): void {
  if (r < 4 * ratio) return;
  pen.fillStyle = ink.colour('text');
  pen.font = ink.font(ratio * 0.75);
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillText('?', x, y + ratio * 0.5);
}

/** How it was measured, about the mark of its zone. */
function beside(pen: Pen, spot: Spot, dot: Dot, ink: Ink, ratio: number): void {
  pen.strokeStyle = ink.colour('data');
  pen.lineWidth = 1.25 * ratio;
  if (dot.condition === 'oxygen') {
    ring(pen, { ...spot, r: spot.r + 2.75 * ratio });
    pen.stroke();
  } else if (dot.condition === 'activity') {
    const d = spot.r + 3 * ratio;
    pen.beginPath();
    pen.moveTo(spot.x - d, spot.y);
    pen.lineTo(spot.x + d, spot.y);
    pen.moveTo(spot.x, spot.y - d);
    pen.lineTo(spot.x, spot.y + d);
    pen.stroke();
  }
}

export function drawDot(pen: Pen, spot: Spot, dot: Dot, ink: Ink, ratio: number): void {
  const card = ink.colour('card');
  beside(pen, spot, dot, ink, ratio);
  if (dot.suspect) {
    const wide = { ...spot, r: Math.max(spot.r, 4 * ratio) };
    square(pen, wide);
    paint(pen, card, ink.colour('none-edge'), 1.25 * ratio);
    question(pen, wide, ink, ratio);
  } else if (dot.zone === 'red') {
    diamond(pen, spot);
    paint(pen, ink.colour('red-mark'), card, 1.25 * ratio);
  } else if (dot.zone === 'yellow') {
    triangle(pen, spot);
    paint(pen, ink.colour('yellow-mark'), ink.colour('yellow-edge'), 1.25 * ratio);
  } else {
    ring(pen, { ...spot, r: spot.r * 0.72 });
    paint(pen, card, ink.colour('data'), 1.5 * ratio);
  }
}

/** The last one is bigger; green it is filled. */
export function drawLast(pen: Pen, spot: Spot, dot: Dot, ink: Ink, ratio: number): void {
  if (dot.suspect || dot.zone === 'red' || dot.zone === 'yellow') {
    drawDot(pen, spot, dot, ink, ratio);
    return;
  }
  beside(pen, spot, dot, ink, ratio);
  ring(pen, { ...spot, r: spot.r * 0.85 });
  paint(pen, ink.colour('data'), ink.colour('card'), 1.5 * ratio);
}
