/** The cairn and the name, leading home. */
export function Brand({ home }: { readonly home: string }) {
  return (
    <a class="brand" href={home}>
      <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
        <path d="M3 21h18l-2-4.5H5zM6 15.5h12l-1.5-3.8h-9zM8.5 10.7h7L14.3 7.5H9.7zM10.6 6.5h2.8L12 3z" />
      </svg>
      <span class="brand-name">Varde</span>
    </a>
  );
}
