import type { ComponentChildren } from 'preact';
import { t } from '../../shared/i18n';

interface Properties {
  readonly label: string;
  /** Over every column but the last, which holds the acts. */
  readonly heads: readonly string[];
  readonly children: ComponentChildren;
}

/** The table of what a page keeps. The roles stay where a narrow window lays the rows out as cards. */
export function Kept({ label, heads, children }: Properties) {
  return (
    <div class="wide">
      <table class="kept" role="table" aria-label={label}>
        <thead role="rowgroup">
          <tr role="row">
            {heads.map((words) => (
              <th key={words} scope="col" role="columnheader">
                {words}
              </th>
            ))}
            <th scope="col" role="columnheader">
              <span class="sr">{t('admin.acts')}</span>
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">{children}</tbody>
      </table>
    </div>
  );
}
