// The icons: strokes on a grid of 20, drawn in the colour of the text.

const shapes = {
  dashboard: "M3 11a7 7 0 0 1 14 0v4H3zM10 11l3-4",
  trading: "M6 3v3m0 7v4M4.5 6h3v7h-3zM14 2v4m0 6v5M12.5 6h3v6h-3z",
  portfolio: "M10 3v7h7A7 7 0 1 1 10 3zM13 2.6A6 6 0 0 1 17.4 7H13z",
  backtest: "M8 3h4M8.7 3v5L4 15.4A1 1 0 0 0 5 17h10a1 1 0 0 0 1-1.6L11.3 8V3M6.4 12.5h7.2",
  models: "M6 6h8v8H6zM8.5 3v3m3-3v3m-3 8v3m3-3v3M3 8.5h3m-3 3h3m8-3h3m-3 3h3",
  pipeline: "M3 5h4v4H3zM13 5h4v4h-4zM8 13h4v4H8zM7 7h6M5 9v6h3m7-6v6h-3",
  risk: "M10 2.5l6 2.3v4.4c0 4-2.6 6.7-6 8.3-3.4-1.6-6-4.3-6-8.3V4.800zM7.300 10l2 2 3.500-4",
  alerts: "M5 13.500V9a5 5 0 0 1 10 0v4.500l1.500 1.500h-13zM8.300 17h3.400",
  settings:
    "M3 6h8m4 0h2M3 14h2m4 0h8M13 4a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM7 12a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  search: "M9 3.500a5.500 5.500 0 1 0 0 11 5.500 5.500 0 0 0 0-11zM13 13l4 4",
  moon: "M16.500 12A7 7 0 0 1 8 3.500a7 7 0 1 0 8.500 8.500z",
  sun:
    "M10 6.500a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7zM10 1.500v2m0 13v2M1.500 10h2m13 0h2M4 4l1.400 1.400m9.200 9.200L16 16M16 4l-1.400 1.400M5.400 14.600L4 16",
  help: "M7.200 7.500a2.800 2.800 0 1 1 4.200 2.400c-.9.500-1.400 1-1.400 2.100M10 15.200v.1",
  download: "M10 3v9m-3.500-3.500L10 12l3.500-3.500M4 16h12",
} as const;

/** The name of an icon. */
export type IconName = keyof typeof shapes;

/** An icon; what it stands for is said beside it. */
export const Icon = (props: { readonly name: IconName; readonly size?: number }) => (
  <svg
    width={props.size ?? 20}
    height={props.size ?? 20}
    viewBox="0 0 20 20"
    fill="none"
    stroke="currentColor"
    stroke-width="1.5"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    <path d={shapes[props.name]} />
  </svg>
);
