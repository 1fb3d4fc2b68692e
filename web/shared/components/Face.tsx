import { initials } from '../format';

interface Properties {
  readonly name: string;
  readonly mine: boolean;
  /** What it means here, for those who do not see initials and colour. */
  readonly says?: string;
}

/** A person's initials in a ring; filled when it is oneself. */
export function Face({ name, mine, says }: Properties) {
  return (
    <span class={mine ? 'face mine' : 'face'} title={says}>
      <span aria-hidden="true">{initials(name)}</span>
      {says !== undefined && <span class="sr">{says}</span>}
    </span>
  );
}
