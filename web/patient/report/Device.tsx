interface Properties {
  /** Which of its two numbers is asked for. */
  readonly shows: 'spo2' | 'pulse';
}

/** The clip on the finger, with the number to read marked. Decoration: the words stand beside it. */
export function Device({ shows }: Properties) {
  const spo2 = shows === 'spo2';
  return (
    <svg class="device" viewBox="20 0 220 112" aria-hidden="true" focusable="false">
      <rect class="shell" x="24" y="8" width="204" height="96" rx="24" />
      <rect class="screen" x="44" y="24" width="148" height="64" rx="8" />
      <rect class="here" x={spo2 ? 50 : 120} y="29" width="66" height="54" rx="6" />
      <text class={spo2 ? 'lcd-label' : 'lcd-label off'} x="84" y="46" text-anchor="middle">
        SpO₂
      </text>
      <text class={spo2 ? 'lcd' : 'lcd off'} x="84" y="76" text-anchor="middle">
        – –
      </text>
      <text class={spo2 ? 'lcd-label off' : 'lcd-label'} x="153" y="46" text-anchor="middle">
        bpm
      </text>
      <text class={spo2 ? 'lcd off' : 'lcd'} x="153" y="76" text-anchor="middle">
        – –
      </text>
      <circle class="knob" cx="210" cy="56" r="7" />
    </svg>
  );
}
