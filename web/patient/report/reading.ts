// A reading as it stands on the screen.
import { decimalSign } from '../../shared/format';
import type { Measure } from '../api';
import type { Attempt } from './draft';
import { partsOf } from './numbers';

/** "36,8", or "128/71". Numbers run from left to right in every language. */
export const readingOf = (measure: Measure, { values }: Attempt): string =>
  partsOf(measure)
    .map(({ parameter }) => (values[parameter] ?? '').replace('.', decimalSign()))
    .join('/');
