// The colours and letters of a curve, from the tokens, as they are in light or dark just now.

export interface Ink {
  readonly colour: (token: string) => string;
  /** Size of letters in pixels of the page. */
  readonly size: number;
  readonly font: (ratio: number) => string;
}

export function inkOf(place: HTMLElement): Ink {
  const style = getComputedStyle(place);
  const size = Number.parseFloat(style.fontSize) || 12;
  return {
    colour: (token) => getComputedStyle(place).getPropertyValue(`--v-${token}`).trim(),
    size,
    font: (ratio) => `500 ${String(Math.round(size * ratio * 10) / 10)}px ${style.fontFamily}`,
  };
}
