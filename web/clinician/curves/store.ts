// The series of one patient, fetched once for each span and kept while they are looked at.
import { signal, type ReadonlySignal } from '@preact/signals';
import { get } from '../../shared/http';
import type { Period, Series } from './types';

export interface SeriesStore {
  /** Null until it has come. The shorter of two spans is cut from the longer. */
  readonly of: (parameter: string, period: Period) => Series | null;
  readonly failure: ReadonlySignal<unknown>;
  readonly want: (parameters: readonly string[], period: Period) => void;
  /** Something came in: what is shown stays until the new is there. */
  readonly renew: () => void;
}

/** 14 days and 90 are one question, so that going between them is at once. */
const spanFor = (period: Period): number => (period === 365 ? 365 : 90);
const keyOf = (parameter: string, period: Period): string => `${parameter} ${String(spanFor(period))}`;

export function createSeriesStore(patient: string): SeriesStore {
  const known = signal<ReadonlyMap<string, Series>>(new Map());
  const failure = signal<unknown>(null);
  const asked = new Set<string>();

  async function ask(parameter: string, period: Period): Promise<void> {
    const key = keyOf(parameter, period);
    asked.add(key);
    const query = new URLSearchParams({ parameter, days: String(spanFor(period)) });
    try {
      const path = `/api/patients/${encodeURIComponent(patient)}/series?${query.toString()}`;
      const series = await get<Series>(path);
      known.value = new Map(known.value).set(key, series);
      failure.value = null;
    } catch (error) {
      asked.delete(key);
      failure.value = error;
    }
  }

  return {
    of: (parameter, period) => known.value.get(keyOf(parameter, period)) ?? null,
    failure,
    want: (parameters, period) => {
      for (const parameter of parameters) {
        if (!asked.has(keyOf(parameter, period))) void ask(parameter, period);
      }
    },
    renew: () => {
      for (const key of asked) {
        const [parameter = '', days] = key.split(' ');
        void ask(parameter, days === '365' ? 365 : 90);
      }
    },
  };
}
