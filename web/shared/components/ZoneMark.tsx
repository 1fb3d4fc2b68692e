import type { Face } from '../zone';

const SHAPES: Readonly<Record<Exclude<Face, 'none'>, string>> = {
  red: 'M8 1.2 14.8 8 8 14.8 1.2 8z',
  yellow: 'M8 1.8 15 14H1z',
  green: 'M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8z',
  missing: 'M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8z',
  unsure: 'M4.3 1.8h7.4a2.5 2.5 0 0 1 2.5 2.5v7.4a2.5 2.5 0 0 1-2.5 2.5H4.3a2.5 2.5 0 0 1-2.5-2.5V4.3a2.5 2.5 0 0 1 2.5-2.5z',
};
const QUESTION = 'M6 6.3a2 2 0 1 1 2.7 1.9c-.5.2-.7.5-.7 1v.4M8 11.6h.01';

/** The shape of a zone. It never stands without its word. */
export function ZoneMark({ face }: { readonly face: Face }) {
  return (
    <svg class={`mark mark-${face}`} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {face === 'none' ? <path d="M3 8h10" /> : <path d={SHAPES[face]} />}
      {face === 'unsure' && <path class="mark-question" d={QUESTION} />}
    </svg>
  );
}
