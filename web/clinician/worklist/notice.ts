// Something to say where the hands are: at the foot of the list, or beside the outcomes.

export interface Notice {
  readonly tone: 'good' | 'wrong';
  readonly text: string;
  readonly way?: { readonly label: string; readonly go: () => void };
}

export const good = (text: string): Notice => ({ tone: 'good', text });
export const wrong = (text: string, way?: Notice['way']): Notice =>
  way === undefined ? { tone: 'wrong', text } : { tone: 'wrong', text, way };
