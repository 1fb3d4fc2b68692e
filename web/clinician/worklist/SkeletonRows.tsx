import type { Fits } from './fits';

const WIDTHS = ['s-40', 's-55', 's-35', 's-50', 's-45', 's-60'];

interface Properties {
  readonly columns: readonly string[];
  readonly fits: Fits;
}

/** The shape of the list while it is on its way. */
export function SkeletonRows({ columns, fits }: Properties) {
  return (
    <tbody role="rowgroup" aria-hidden="true">
      {WIDTHS.map((width) => (
        <tr key={width} ref={fits.adopt} role="row" class="row-skeleton">
          {columns.map((column) => (
            <td key={column} role="cell" class={`c-${column}`}>
              {(column === 'zone' || column === 'patient' || column === 'why') && (
                <span class={`bone ${column === 'zone' ? 's-60' : width}`} />
              )}
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}
